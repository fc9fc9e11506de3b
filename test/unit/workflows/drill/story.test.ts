import { expect, test } from 'vitest';
import type { TimelineEvent } from '../../../../src/timeline/timeline.ts';
import { beginStory, tellStory } from '../../../../workflows/drill/story.ts';
import { makePlan } from '../../../support/synthetic-plan.ts';

const at = { at: 1_000, monoMs: 10, boot: 'b' };
const finished = { attempts: 1, values: {}, details: {}, failure: null };

function tell(...events: TimelineEvent[]) {
  const story = beginStory(makePlan());
  for (const event of events) tellStory(story, event);
  return story;
}

test('every step of the plan waits before the first event', () => {
  const { statuses } = tell();

  expect(Object.keys(statuses).length).toBeGreaterThan(0);
  expect(new Set(Object.values(statuses))).toEqual(new Set(['waiting']));
});

test('a step runs from its start, asks when it failed, and runs again when it is tried again', () => {
  const failure = { kind: 'Broken', message: 'it broke', hint: null };
  const started: TimelineEvent = { kind: 'step-started', at: null, step: 'promote', operation: null };
  const failed: TimelineEvent = {
    kind: 'step-finished',
    at,
    step: 'promote',
    status: 'failed',
    ...finished,
    failure,
  };
  const asked: TimelineEvent = { kind: 'step-asked', at, step: 'promote', failure };

  expect(tell(started).statuses['promote']).toBe('running');
  expect(tell(started, failed).statuses['promote']).toBe('failed');
  expect(tell(started, failed, asked).statuses['promote']).toBe('asking');
  expect(tell(started, failed, asked, started).statuses['promote']).toBe('running');
});

test('the values of a step count once it is done, and what it saw also when it failed', () => {
  const values = { lag: 12 };
  const details = { seen: ['lag = 12 ms'] };
  const end = { kind: 'step-finished' as const, at, step: 'look', ...finished, values, details };

  const failed = tell({ ...end, status: 'failed' });
  const done = tell({ ...end, status: 'done' });

  expect([failed.values['look'], failed.seen['look']]).toEqual([undefined, ['lag = 12 ms']]);
  expect([done.values['look'], done.seen['look']]).toEqual([values, ['lag = 12 ms']]);
});

test('a fault is in force from before its inject until it was proven healed, by the expiry that its journal has', () => {
  const injecting: TimelineEvent = {
    kind: 'fault-injecting',
    at,
    step: 'lose',
    operation: 'x',
    expiresAt: 5,
  };
  const injected: TimelineEvent = {
    kind: 'fault-injected',
    at,
    step: 'lose',
    operation: 'x',
    details: {},
    expiresAt: 7,
  };
  const healed: TimelineEvent = {
    kind: 'fault-healed',
    at,
    step: 'lose',
    by: 'guardian',
    healed: true,
    evidence: '',
  };

  expect(tell(injecting).faults).toEqual({ lose: { operation: 'x', expiresAt: 5 } });
  expect(tell(injecting, injected).faults).toEqual({ lose: { operation: 'x', expiresAt: 7 } });
  expect(tell(injecting, injected, { ...healed, healed: false }).faults).not.toEqual({});
  expect(tell(injecting, injected, healed).faults).toEqual({});
  // Healed at its expiry while the inject was still under way.
  expect(tell(injecting, healed, injected).faults).toEqual({});
});

test('an action that was guarded is undone by an abort, or stays as the runbook says, and stands there once', () => {
  const guarded: TimelineEvent = { kind: 'guarded', at: null, step: 'swap', undo: 'on-abort' };

  const story = tell(guarded, guarded, { ...guarded, step: 'tag', undo: 'never' });

  expect([story.undoable, story.kept]).toEqual([['swap'], ['tag']]);
});
