import { z } from 'zod';
import { messageOf, OperationError } from '../../src/errors/operation-error.ts';
import { TableDigest } from './table-digest.ts';

/** What a database held before the fault, as text a step's result: `tables` by `schema.name`. */
const Baseline = z.strictObject({
  schema: z.literal(1),
  /** Position in the write-ahead log that holds all of it. */
  lsn: z.string(),
  tables: z.record(z.string(), TableDigest),
  /** Why tables were left out. */
  notCompared: z.record(z.string(), z.string()),
});
export type Baseline = z.infer<typeof Baseline>;

/** Reads the text that `postgres.snapshot` gave. Throws OperationError `BaselineUnreadable`, not retryable. */
export function parseBaseline(text: string): Baseline {
  try {
    return Baseline.parse(JSON.parse(text));
  } catch (cause) {
    throw new OperationError({
      kind: 'BaselineUnreadable',
      message: `baseline unreadable: expected the snapshot of a postgres.snapshot step, got ${messageOf(cause)}`,
      hint: 'give `$step.snapshot` of such a step as `baseline`',
      retryable: false,
      cause,
    });
  }
}
