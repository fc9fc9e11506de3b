import type { Outcome } from '../report/report.ts';
import type { TimedEvent } from './facts.ts';

/** How the drill as a whole went, apart from what it measured. */
export interface Ending {
  startedMs: number;
  endedMs: number;
  /** The first irreversible action began: from then on the end state is `settled`, not the start. */
  sealed: boolean;
  outcome: Outcome;
  clean: boolean;
}

/** Reads the end from the last event; a drill that is judged before it has ended shows what is known by then. */
export function collectEnding(events: TimedEvent[]): Ending {
  const finished = events.findLast((event) => event.kind === 'drill-finished');
  return {
    startedMs: events[0]?.atMs ?? 0,
    endedMs: events.at(-1)?.atMs ?? 0,
    sealed: events.some(({ kind }) => kind === 'sealed'),
    outcome: finished?.outcome ?? guessOutcome(events),
    clean: finished?.clean ?? isClean(events),
  };
}

/** Aborted or undone before the point of no return: what was promised could not be measured to its end. */
export function endedEarly(ending: Ending): boolean {
  return !ending.sealed && ending.outcome !== 'completed';
}

function guessOutcome(events: TimedEvent[]): Outcome {
  if (!isClean(events)) return 'stuck';
  if (events.some(({ kind }) => kind === 'aborted')) return 'aborted';
  const failed = events.some((event) => event.kind === 'step-finished' && event.status === 'failed');
  const sealed = events.some(({ kind }) => kind === 'sealed');
  return failed && !sealed ? 'undone' : 'completed';
}

/** Every undo worked in the end, every injected fault was seen healed, nothing was left over. */
function isClean(events: TimedEvent[]): boolean {
  const undone = new Set(events.flatMap((event) => (event.kind === 'undone' ? [event.step] : [])));
  return events.every((event, at) => {
    if (event.kind === 'undo-failed') return undone.has(event.step);
    if (event.kind === 'leftovers-found') return event.leftovers.length === 0;
    if (event.kind !== 'fault-injecting') return true;
    return events
      .slice(at)
      .some((later) => later.kind === 'fault-healed' && later.step === event.step && later.healed);
  });
}
