import { z } from 'zod';
import { parseDurationMs } from '../time/duration.ts';
import { notes } from './notes.ts';

const tenYearsMs = 315_576_000_000;

/** Names become keys: one that every object is born with (`constructor`) would find what nobody wrote. */
export function isFreeName(name: string): boolean {
  return !(name in Object.prototype);
}

/** A name in a runbook or environment: starts with a letter, then letters, digits and dashes. */
export const Name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,62}$/)
  .refine(isFreeName)
  .register(notes, { expected: 'a name of letters, digits and dashes' });

/** The id of an operation: `rds.promote-replica`. */
export const OperationId = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/)
  .register(notes, { expected: 'an operation such as rds.replica-lag' });

/** A duration above zero and below ten years; written as `30s`, milliseconds once parsed. */
export const Duration = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?(ms|s|m|h|d)$/)
  .refine((text) => isUsable(parseDurationMs(text)))
  .transform((text) => parseDurationMs(text) ?? 0)
  .register(notes, { expected: 'a duration above zero such as 250ms, 30s, 10m or 2h' });

function isUsable(ms: number | null): boolean {
  return ms !== null && ms > 0 && ms <= tenYearsMs;
}

/** A sentence for people. */
export const Text = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .register(notes, { expected: 'text of up to 1000 characters' });

/** Conditions as written; they are parsed when it is known what their names may be. */
export const Conditions = z
  .array(z.string().min(1).max(200).register(notes, { expected: 'a condition such as ok >= 99%' }))
  .min(1)
  .register(notes, { expected: 'a list of conditions such as [ok >= 99%]' });

/** The most that may be lost per watch: time without service, and time of lost writes; milliseconds. */
export const Objectives = z.strictObject({ rto: Duration.optional(), rpo: Duration.optional() });
export type Objectives = z.output<typeof Objectives>;
