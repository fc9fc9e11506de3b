import { flattenSteps, type Plan } from '../../src/plan/plan.ts';
import type { Instant } from '../../src/time/instant.ts';
import type { TimelineEvent } from '../../src/timeline/timeline.ts';

export type StepStatus = 'waiting' | 'running' | 'asking' | 'done' | 'failed' | 'skipped' | 'aborted';

/** What the timeline says so far, sorted for those who ask: steps, abort, board and status. */
export interface Story {
  statuses: Record<string, StepStatus>;
  /** What steps and expectations found, by their ids. */
  values: Record<string, Record<string, number | string | boolean>>;
  /** What checks and expectations found last, as people read it. */
  seen: Record<string, string[]>;
  marks: Record<string, Instant>;
  /** Faults that may be in force; `expiresAt` is wall-clock epoch ms. */
  faults: Record<string, { operation: string; expiresAt: number }>;
  /** Actions that have changed something and would be undone by an abort now, oldest first. */
  undoable: string[];
  /** Actions that have changed something and that the runbook says never to undo. */
  kept: string[];
}

/** The story before the first event: every step waits. */
export function beginStory(plan: Plan): Story {
  const steps = flattenSteps(plan.steps).map((step) => [step.id, 'waiting' as const]);
  return {
    statuses: Object.fromEntries(steps),
    values: {},
    seen: {},
    marks: {},
    faults: {},
    undoable: [],
    kept: [],
  };
}

/** The story after one more event. It is changed in place: a drill has thousands of events. */
export function tellStory(story: Story, event: TimelineEvent): void {
  tellKind(story, event);
}

function tellKind<Kind extends TimelineEvent['kind']>(story: Story, event: EventOf<Kind>): void {
  tellers[event.kind]?.(story, event);
}

type EventOf<Kind extends TimelineEvent['kind']> = Extract<TimelineEvent, { kind: Kind }>;
type Teller<Kind extends TimelineEvent['kind']> = (story: Story, event: EventOf<Kind>) => void;

/** What each kind of event changes; null: nothing. A kind that is missing does not compile. */
const tellers: { [Kind in TimelineEvent['kind']]: Teller<Kind> | null } = {
  'expectations-checked': (story, { results }) => {
    for (const { id, values, seen } of results) {
      story.values[id] = values;
      story.seen[id] = seen;
    }
  },
  'step-started': (story, { step }) => void (story.statuses[step] = 'running'),
  'step-asked': (story, { step }) => void (story.statuses[step] = 'asking'),
  'step-finished': (story, { step, status, values, details }) => {
    story.statuses[step] = status;
    if (status === 'done') story.values[step] = values;
    if (Array.isArray(details['seen'])) story.seen[step] = details['seen'].map(String);
  },
  mark: (story, { name, at }) => {
    if (at !== null) story.marks[name] = at;
  },
  // A step that is tried again stands there once.
  guarded: ({ kept, undoable }, { step, undo }) => {
    const list = undo === 'never' ? kept : undoable;
    if (!list.includes(step)) list.push(step);
  },
  'fault-injecting': (story, { step, operation, expiresAt }) => {
    story.faults[step] = { operation, expiresAt };
  },
  // Gone from there: it was healed, at its expiry, while the inject was still under way.
  'fault-injected': (story, { step, operation, expiresAt }) => {
    if (step in story.faults && expiresAt !== undefined) story.faults[step] = { operation, expiresAt };
  },
  'fault-healed': (story, { step, healed }) => {
    if (healed) delete story.faults[step];
  },
  'drill-started': null,
  'watches-started': null,
  previewed: null,
  sealed: null,
  'fault-confirmed': null,
  'fault-healing': null,
  undone: null,
  'undo-failed': null,
  kept: null,
  'calls-answered': null,
  'approval-asked': null,
  'approval-answered': null,
  'message-refused': null,
  'step-decided': null,
  aborted: null,
  'leftovers-found': null,
  'drill-finished': null,
};
