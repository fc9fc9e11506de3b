import { z } from 'zod';

/** The DNS record that says where a component is reached: a record set of one zone with one value per region. `ttl` is seconds. */
export const NameRecord = z.strictObject({
  zone: z.string().min(1),
  host: z.string().min(1),
  type: z.enum(['A', 'CNAME']).default('A'),
  ttl: z.number().int().positive(),
  values: z.record(z.string(), z.string().min(1)),
});
export type NameRecord = z.infer<typeof NameRecord>;
