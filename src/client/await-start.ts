import { messageOf, OperationError } from '../errors/operation-error.ts';
import { signalAbort } from './abort-drills.ts';
import type { Drills } from './connect.ts';
import { followDrill } from './follow-drill.ts';

/** Compiling takes well under a second. A worker that is busy or away for longer is the caller's to know. */
const startWithinMs = 60_000;

export interface AwaitedStart {
  /** Firing ends the wait, never the drill. */
  signal: AbortSignal;
  /** Who started it, for the report of a drill that is withdrawn. */
  name: string;
  /** Default: a minute. */
  withinMs?: number;
}

/**
 * Waits until a drill has its plan and its environment and has begun; false when the signal fired first. Throws why the worker
 * refused it, or OperationError `NotBegun` when the time is over: then the drill is withdrawn, so that it surprises nobody later.
 */
export async function awaitStart(drills: Drills, id: string, awaited: AwaitedStart): Promise<boolean> {
  const { signal, name, withinMs = startWithinMs } = awaited;
  const begun = new AbortController();
  const tooLate = AbortSignal.timeout(withinMs);
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
  const message = `${id} has not begun: expected a worker to begin it within ${withinMs / 1_000} s, got no word from one`;
  throw await withdraw(drills, id, { name, message });
}

/** By a signal, which needs no worker: a drill that hears of its abort before all else changes nothing. */
async function withdraw(
  drills: Drills,
  id: string,
  { name, message }: { name: string; message: string },
): Promise<OperationError> {
  const problem = await signalAbort(drills, id, { name, reason: 'no worker began it in time' }).then(
    () => null,
    messageOf,
  );
  return new OperationError({
    kind: 'NotBegun',
    message:
      problem === null
        ? `${message}; withdrawn: it aborts as soon as a worker takes it, and touches nothing`
        : `${message}; not withdrawn: ${problem}`,
    hint:
      problem === null
        ? 'start a worker (drill worker), then start the drill again'
        : `it begins when a worker takes it: withdraw it with drill abort ${id}`,
    retryable: true,
  });
}
