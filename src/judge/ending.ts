import type { DrillOutcome } from '../report/report.ts';
import type { TimedEvent } from './timed-event.ts';

/** How the drill as a whole went, apart from what it measured. */
export interface Ending {
  startedMs: number;
  endedMs: number;
  /** The first irreversible action began: from then on the end state is `settled`, not the start. */
  sealed: boolean;
  outcome: DrillOutcome;
  clean: boolean;
}

/** Reads the end from its own event; a timeline without one is of a drill that did not get there. */
export function collectEnding(events: TimedEvent[]): Ending {
  const finished = events.findLast((event) => event.kind === 'drill-finished');
  return {
    startedMs: events[0]?.atMs ?? 0,
    endedMs: events.at(-1)?.atMs ?? 0,
    sealed: events.some(({ kind }) => kind === 'sealed'),
    outcome: finished?.outcome ?? 'stuck',
    clean: finished?.clean ?? false,
  };
}

/** Aborted or undone before the point of no return: what was promised could not be measured to its end. */
export function endedEarly(ending: Ending): boolean {
  return !ending.sealed && ending.outcome !== 'completed';
}
