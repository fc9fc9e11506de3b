import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { rpo, verdictOf } from '../../support/report-lookup.ts';
import { ledger, makeDrill } from '../../support/synthetic-drill.ts';
import { finish, without } from '../../support/synthetic-timeline.ts';

describe('rows', () => {
  test('that were acknowledged and are gone are counted exactly, in rows and in time', () => {
    const report = judge(
      makeDrill({
        presentRanges: [
          [0, 150],
          [751, 950],
        ],
      }),
    );
    expect(rpo(report)).toMatchObject({
      rowsLost: 100,
      actualMs: 2_000,
      rowsAcknowledged: 450,
      phantomRows: 0,
      verdict: 'pass',
    });
    expect(report.headline).toContain('100 of 450 rows lost');
  });

  test('lost beyond the target fail the drill', () => {
    const report = judge(
      makeDrill({
        presentRanges: [
          [0, 150],
          [751, 950],
        ],
        plan: (plan) => ({
          ...plan,
          objectives: plan.objectives.map((objective) =>
            objective.name === 'rpo' ? { ...objective, targetMs: 1_000 } : objective,
          ),
        }),
      }),
    );
    expect(rpo(report).verdict).toBe('fail');
    expect(report.verdict).toBe('fail');
  });

  test('lost in the middle reach back to the newest row with nothing missing before it', () => {
    const report = judge(
      makeDrill({
        presentRanges: [
          [0, 199],
          [201, 250],
          [751, 950],
        ],
      }),
    );
    expect(rpo(report)).toMatchObject({ rowsLost: 1, actualMs: 51 * 20 });
  });

  test('that nobody got an acknowledgement for are phantoms, not loss', () => {
    const report = judge(
      makeDrill({
        presentRanges: [
          [0, 252],
          [751, 950],
        ],
      }),
    );
    expect(rpo(report)).toMatchObject({ rowsLost: 0, phantomRows: 2, verdict: 'pass' });
    expect(report.findings).toContainEqual(
      expect.objectContaining({ severity: 'low', text: expect.stringContaining('2 rows') }),
    );
  });

  test('without an audit leave the objective inconclusive', () => {
    const planned = judge(
      makeDrill({ plan: (plan) => ({ ...plan, steps: plan.steps.filter(({ id }) => id !== 'audit') }) }),
    );
    expect(rpo(planned)).toMatchObject({
      actualMs: null,
      verdict: 'inconclusive',
      how: expect.stringContaining('no step of the plan finds the rows of writes'),
    });
    const silent = judge(makeDrill({ timeline: (events) => without(events, { step: 'audit' }) }));
    expect(rpo(silent)).toMatchObject({ actualMs: null, verdict: 'inconclusive' });
  });

  test('that were not written right before the fault prove nothing', () => {
    const report = judge(
      makeDrill({
        writes: (atMs: number, number: number) =>
          atMs >= 2_500 && atMs < 4_500 ? null : ledger(atMs, number),
        presentRanges: [
          [0, 250],
          [751, 950],
        ],
      }),
    );
    expect(rpo(report)).toMatchObject({ rowsLost: 0, verdict: 'inconclusive' });
  });
});

describe('a check step', () => {
  test('fails the drill when its conditions do not hold', () => {
    const damaged = finish('integrity', 19_500, {
      status: 'failed',
      failure: { kind: 'CheckFailed', message: 'got damaged = 2', hint: null },
    });
    const report = judge(
      makeDrill({ timeline: (events) => [...without(events, { step: 'integrity' }), damaged] }),
    );
    expect(verdictOf(report, 'integrity', 'integrity')).toBe('fail');
    expect(report.marks['verified']).toBeUndefined();
  });

  test('that could not run is inconclusive', () => {
    const broken = finish('integrity', 19_500, {
      status: 'failed',
      failure: { kind: 'Timeout', message: 'no answer', hint: null },
    });
    const report = judge(
      makeDrill({ timeline: (events) => [...without(events, { step: 'integrity' }), broken] }),
    );
    expect(verdictOf(report, 'integrity', 'integrity')).toBe('inconclusive');
  });
});
