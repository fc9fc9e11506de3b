import { OperationError } from '../errors/operation-error.ts';
import type { Drills } from './connect.ts';
import { followDrill } from './follow-drill.ts';

/** Compiling takes well under a second. A worker that is busy or away for longer is the caller's to know. */
const startWithinMs = 60_000;

/**
 * Waits until a drill has its plan and its environment and has begun; false when the signal fired first. Throws why the worker
 * refused it, or OperationError `NotBegun` after a minute.
 */
export async function awaitStart(drills: Drills, id: string, signal: AbortSignal): Promise<boolean> {
  const begun = new AbortController();
  const tooLate = AbortSignal.timeout(startWithinMs);
  const report = await followDrill(drills, id, {
    signal: AbortSignal.any([signal, begun.signal, tooLate]),
    onEvent: ({ kind }) => {
      if (kind === 'drill-started') begun.abort();
    },
    onSilence: () => {},
    onRetry: () => {},
  });
  if (report !== null || begun.signal.aborted) return true;
  if (signal.aborted) return false;
  throw new OperationError({
    kind: 'NotBegun',
    message: `${id} has not begun: expected a worker to begin it within ${startWithinMs / 1_000} s, got no word from one`,
    hint: `it begins when a worker takes it: see drill status, or withdraw it with drill abort ${id}`,
    retryable: true,
  });
}
