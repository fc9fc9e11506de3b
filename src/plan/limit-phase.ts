import type { DoStep, InjectStep, CheckStep } from './plan.ts';

/** `look`: preview and confirm, which change nothing. `act`: the check, run or inject that the step is there for. */
export type PhaseKind = 'look' | 'act';

/** How long one attempt of a phase may take, and how long all its attempts and the pauses between them. */
export interface PhaseLimit {
  attemptMs: number;
  withinMs: number;
}

/** No look takes longer than this, whatever the action may take. */
const longestLookMs = 60_000;
/** Beyond the deadline: time for a worker that died to come back. */
const longestReturnMs = 60_000;

/**
 * The server holds every attempt to the step's deadline, and all of them together to that and at most a minute (at most as
 * long again): more attempts mean more tries in the same time, not more time.
 */
export function limitPhase(
  { deadlineMs, attempts }: Pick<CheckStep | DoStep | InjectStep, 'deadlineMs' | 'attempts'>,
  kind: PhaseKind,
): PhaseLimit {
  const attemptMs = kind === 'look' ? Math.min(deadlineMs, longestLookMs) : deadlineMs;
  return {
    attemptMs,
    withinMs: attempts === 1 ? attemptMs : attemptMs + Math.min(attemptMs, longestReturnMs),
  };
}
