import { z } from 'zod';
import type { Component } from './surroundings.ts';

/** The DNS record that says where a component is reached: a record set of one zone with one value per region. `ttl` is seconds. */
export const NameRecord = z.strictObject({
  zone: z.string().min(1),
  host: z.string().min(1),
  type: z.enum(['A', 'CNAME']).default('A'),
  ttl: z.number().int().positive(),
  values: z.record(z.string(), z.string().min(1)),
});
export type NameRecord = z.infer<typeof NameRecord>;

/** The name of a component: `name` of a service, `endpoint` of a database; null when it has none. */
export function nameRecordOf(component: Component): NameRecord | null {
  const candidates = [component.settings['endpoint'], component.settings['name']];
  for (const candidate of candidates) {
    const parsed = NameRecord.safeParse(candidate);
    if (parsed.success) return parsed.data;
  }
  return null;
}
