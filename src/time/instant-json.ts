import { z } from 'zod';
import type { Instant as MeasuredInstant } from './instant.ts';

/** An instant as files hold it. In a file of its own, because workflows compute with instants and load no zod. */
export const Instant = z.strictObject({
  at: z.number(),
  monoMs: z.number(),
  boot: z.string(),
}) satisfies z.ZodType<MeasuredInstant>;
export type Instant = MeasuredInstant;
