import { elapsedMs, type Instant } from '../time/instant.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';

/** An event with its instant in monotonic ms; one without an own instant happened no earlier than the event before it. */
export type TimedEvent = TimelineEvent & { atMs: number };

/** The events of one kind, in order. */
export function timedOf<Kind extends TimelineEvent['kind']>(
  events: TimedEvent[],
  kind: Kind,
): Extract<TimedEvent, { kind: Kind }>[] {
  return events.filter((event): event is Extract<TimedEvent, { kind: Kind }> => event.kind === kind);
}

/** Events with their instants on the monotonic clock of `base`. */
export function timeEvents(timeline: TimelineEvent[], base: Instant): TimedEvent[] {
  let atMs = base.monoMs;
  return timeline.map((event) => {
    if (event.at !== null) atMs = base.monoMs + elapsedMs(base, event.at);
    return { ...event, atMs };
  });
}
