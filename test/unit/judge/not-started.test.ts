import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import type { TimelineEvent } from '../../../src/timeline/timeline.ts';
import { type DrillVariation, makeDrill } from '../../support/synthetic-drill.ts';
import { finish, instant } from '../../support/synthetic-timeline.ts';

const seen = ['ok = 40% (150 samples)', 'p99 = 5 ms (150 samples)'];

/** A drill of a service that was ill before its first step. */
const ill: DrillVariation = {
  reads: (_atMs, number) => (number % 5 < 2 ? { region: 'west' } : { label: 'refused', region: null }),
  timeline: (events) => [
    ...events.slice(0, 2),
    checked('steady', false),
    checked('steady-again', false),
    { at: instant(23_100), kind: 'drill-finished', outcome: 'undone', clean: false },
  ],
};

function checked(phase: 'steady' | 'steady-again', held: boolean): TimelineEvent {
  const results = [{ id: 'steady/1', held, seen, values: {} }];
  return { at: instant(20_000), kind: 'expectations-checked', phase, results };
}

const unseen: DrillVariation['timeline'] = (events) =>
  events.filter(({ kind }) => kind !== 'fault-confirmed' && kind !== 'fault-healed');

describe('a drill that was never steady', () => {
  const report = judge(makeDrill(ill));

  test('says first that nothing was touched, and what did not hold', () => {
    expect(report.headline).toBe(
      'Not started, nothing was touched: expected reads: ok >= 99% and p99 < 500ms, got ok = 40% (150 samples), p99 = 5 ms (150 samples)',
    );
  });

  test('calls its fault not injected, neither unconfirmed nor unhealed', () => {
    const text = renderMarkdown(report);
    expect(report.faults).toMatchObject([{ injected: false, confirmed: false, healed: false }]);
    expect(text).toContain('| lose-region | region.power-off | not injected | nothing to heal |');
    expect(text).not.toMatch(/not (confirmed|healed)|did not recover/i);
  });
});

describe('nothing is called untouched', () => {
  test('of a drill whose first step had begun', () => {
    const begun: TimelineEvent = { at: null, kind: 'step-started', step: 'lose-region', operation: null };
    const { headline } = judge(
      makeDrill({ ...ill, timeline: (events) => [...ill.timeline!(events), begun] }),
    );
    expect(headline).toMatch(/^The drill was undone\. /);
  });

  test('of a drill that only tells how a step ended', () => {
    const timeline: DrillVariation['timeline'] = (events) => [...ill.timeline!(events), finish('fence', 1)];
    expect(judge(makeDrill({ ...ill, timeline })).headline).toMatch(/^The drill was undone\. /);
  });

  test.each([
    ['before it knew whether it was steady', 2],
    ['steady, before its first step', 3],
  ])('of a drill that was aborted %s', (_when, length) => {
    const timeline: DrillVariation['timeline'] = (events) => [
      ...events.slice(0, length),
      { at: instant(23_100), kind: 'drill-finished', outcome: 'aborted', clean: true },
    ];
    expect(judge(makeDrill({ timeline })).headline).toMatch(/^The drill was aborted\. /);
  });
});

test('a fault that was injected and whose confirmation is missing stays unconfirmed and unhealed', () => {
  const text = renderMarkdown(judge(makeDrill({ timeline: unseen })));
  expect(text).toContain('| lose-region | region.power-off | NOT confirmed | NOT healed |');
});
