import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { InjectStep, Plan } from '../../../src/plan/plan.ts';
import { rto, verdictOf } from '../../support/report-lookup.ts';
import { failover, makeDrill } from '../../support/synthetic-drill.ts';
import { script, without } from '../../support/synthetic-timeline.ts';

function changeFault(plan: Plan, takesAway: InjectStep['takesAway']): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => (step.verb === 'inject' ? { ...step, takesAway } : step)),
  };
}

describe('a fault', () => {
  test('that was not confirmed allows no verdict', () => {
    const report = judge(
      makeDrill({
        timeline: (events) =>
          events.map((event) =>
            event.kind === 'fault-confirmed'
              ? { ...event, confirmed: false, evidence: 'west still answers' }
              : event,
          ),
      }),
    );
    expect(report.verdict).toBe('inconclusive');
    expect(report.objectives.map(({ verdict }) => verdict)).toEqual([
      'inconclusive',
      'inconclusive',
      'inconclusive',
    ]);
    expect(verdictOf(report, 'fault')).toBe('inconclusive');
    expect(verdictOf(report, 'claim')).toBe('inconclusive');
  });

  test('that was not healed fails the drill', () => {
    const report = judge(makeDrill({ timeline: (events) => without(events, { kind: 'fault-healed' }) }));
    expect(verdictOf(report, 'healed')).toBe('fail');
    expect(report.verdict).toBe('fail');
  });

  test('that the companion healed by the clock is inconclusive', () => {
    const report = judge(
      makeDrill({
        timeline: (events) =>
          events.map((event) => (event.kind === 'fault-healed' ? { ...event, by: 'companion' } : event)),
      }),
    );
    expect(verdictOf(report, 'ttl')).toBe('inconclusive');
    expect(report.verdict).toBe('inconclusive');
  });

  test('on what nobody used proves nothing', () => {
    expect(
      verdictOf(
        judge(
          makeDrill({
            reads: (atMs: number) => (atMs < script.impactMs ? { region: 'east' } : failover(atMs)),
          }),
        ),
        'baseline',
      ),
    ).toBe('inconclusive');
  });

  test('on a region that still answered after the recovery fails: the region was needed', () => {
    expect(
      verdictOf(
        judge(
          makeDrill({
            reads: (atMs: number) => (atMs > 19_000 && atMs < 19_040 ? { region: 'west' } : failover(atMs)),
          }),
        ),
        'lost-region',
      ),
    ).toBe('fail');
  });

  test('that takes no region away is not judged as a lost region, though its input names one', () => {
    const report = judge(
      makeDrill({
        plan: (plan) => changeFault(plan, { kind: 'nothing' }),
        reads: (atMs: number) => (atMs > 19_000 && atMs < 19_040 ? { region: 'west' } : failover(atMs)),
      }),
    );
    expect(verdictOf(report, 'lost-region')).toBeUndefined();
    expect(verdictOf(report, 'fault')).toBe('pass');
    expect(report.verdict).toBe('pass');
  });

  test('is not asked for in a disaster: the outage is judged, what only faults have is not', () => {
    const report = judge(
      makeDrill({
        plan: (plan) => ({ ...plan, occasion: 'disaster' }),
        timeline: (events) => without(events, { step: 'lose-region' }),
      }),
    );
    expect(rto(report, 'reads')).toMatchObject({ actualMs: 10_000, verdict: 'pass' });
    const skipped = report.checks
      .filter(({ verdict }) => verdict === 'not-applicable')
      .map(({ kind }) => kind);
    expect(skipped).toEqual(['baseline', 'fault', 'claim', 'healed', 'ttl', 'lost-region']);
    expect(report.checks.some(({ verdict }) => verdict === 'fail')).toBe(false);
  });
});
