import type { TimedEvent } from './timed-event.ts';

/** A stretch in which the drill waited for a person. */
export interface HumanWait {
  step: string;
  /** Whom it waited for, for people. */
  whom: string;
  fromMs: number;
  toMs: number;
}

/** Waits for approvals and for decisions about failed steps; one that nobody answered lasts to the end. */
export function findHumanWaits(events: TimedEvent[]): HumanWait[] {
  const endMs = events.at(-1)?.atMs ?? 0;
  return events.flatMap((event, at) => {
    if (event.kind !== 'approval-asked' && event.kind !== 'step-asked') return [];
    const answer = events.slice(at).find((later) => isAnswer(later, event.kind) && later.step === event.step);
    const whom = event.kind === 'approval-asked' ? event.role : 'a decision';
    return [{ step: event.step, whom, fromMs: event.atMs, toMs: answer?.atMs ?? endMs }];
  });
}

/** Milliseconds of [fromMs, toMs) in which a person was waited for; overlapping waits count once. */
export function humanMs(waits: HumanWait[], window: { fromMs: number; toMs: number }): number {
  let sum = 0;
  let countedToMs = window.fromMs;
  for (const { fromMs, toMs } of waits.toSorted((left, right) => left.fromMs - right.fromMs)) {
    const start = Math.max(fromMs, countedToMs);
    const end = Math.min(toMs, window.toMs);
    if (end <= start) continue;
    sum += end - start;
    countedToMs = end;
  }
  return sum;
}

function isAnswer(
  event: TimedEvent,
  question: 'approval-asked' | 'step-asked',
): event is Extract<TimedEvent, { kind: 'approval-answered' | 'step-decided' }> {
  if (question === 'step-asked') return event.kind === 'step-decided';
  return event.kind === 'approval-answered' && event.applied;
}
