import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { ExpectationResult, TimelineEvent } from '../../../src/timeline/timeline.ts';
import { verdictOf } from '../../support/report-lookup.ts';
import { makeDrill } from '../../support/synthetic-drill.ts';
import { without } from '../../support/synthetic-timeline.ts';

type Checked = Extract<TimelineEvent, { kind: 'expectations-checked' }>;

/** A clean drill but for what one phase's check came to. */
function judgeHeld(phase: Checked['phase'], held: ExpectationResult['held']) {
  const timeline = (events: TimelineEvent[]) =>
    events.map((event) => {
      if (event.kind !== 'expectations-checked' || event.phase !== phase) return event;
      return { ...event, results: event.results.map((result) => ({ ...result, held })) };
    });
  return judge(makeDrill({ timeline }));
}

test('a service that was not steady before makes the drill inconclusive: nothing was tried on it', () => {
  expect(verdictOf(judgeHeld('steady', false), 'steady')).toBe('inconclusive');
  expect(judgeHeld('steady', false).verdict).toBe('inconclusive');
});

test('a drill that leaves the service unsettled fails', () => {
  expect(verdictOf(judgeHeld('settled', false), 'settled')).toBe('fail');
  expect(judgeHeld('settled', false).verdict).toBe('fail');
});

test.each(['steady', 'settled'] as const)('what could not be said about %s is inconclusive', (phase) => {
  expect(verdictOf(judgeHeld(phase, 'unknown'), phase)).toBe('inconclusive');
});

test('an end state that nobody checked, or that the runbook does not name, is inconclusive', () => {
  const unchecked = judge(
    makeDrill({ timeline: (events) => without(events, { kind: 'expectations-checked' }) }),
  );
  expect(verdictOf(unchecked, 'settled')).toBe('inconclusive');
  const unnamed = judge(makeDrill({ plan: (plan) => ({ ...plan, settled: [] }) }));
  expect(verdictOf(unnamed, 'settled')).toBe('inconclusive');
});

test('before the point of no return the start state is asked for, not the settled one', () => {
  const open = judge(makeDrill({ timeline: (events) => without(events, { kind: 'sealed' }) }));
  expect(open.checks.some(({ kind }) => kind === 'settled')).toBe(false);
  expect(verdictOf(open, 'steady-again')).toBe('inconclusive');
});
