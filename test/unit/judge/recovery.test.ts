import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { rto } from '../../support/report-lookup.ts';
import { failover, makeDrill } from '../../support/synthetic-drill.ts';
import { instant, script } from '../../support/synthetic-timeline.ts';
import type { Behaviour } from '../../support/synthetic-series.ts';

/** Nothing is measured right before the recovery. */
const stalling: Behaviour = (atMs: number) =>
  atMs >= 13_500 && atMs < script.recoveredMs ? null : failover(atMs);

/** Back two seconds before the samples end: shorter than the window that recovery needs. */
const backLate: Behaviour = (atMs) => {
  if (atMs < script.impactMs) return {};
  return atMs < 22_000 ? { label: 'refused', region: null } : { region: 'east' };
};

describe('recovery', () => {
  test('begins only when good attempts stay: a flapping service is not back', () => {
    const report = judge(
      makeDrill({
        reads: (atMs: number) => (atMs >= 12_000 && atMs < 12_400 ? { region: 'east' } : failover(atMs)),
      }),
    );
    expect(rto(report, 'reads').actualMs).toBe(10_000);
    expect(report.marks['first-ok']).toBe(iso(12_000));
    expect(report.marks['sustained']).toBe(iso(script.recoveredMs));
  });

  test('does not count when the old region answers', () => {
    const report = judge(
      makeDrill({
        reads: (atMs: number) => (atMs >= script.recoveredMs ? { region: 'west' } : failover(atMs)),
      }),
    );
    expect(rto(report, 'reads')).toMatchObject({ actualMs: null, verdict: 'fail' });
    expect(report.verdict).toBe('fail');
  });

  test('that never comes is a failed drill', () => {
    const report = judge(
      makeDrill({
        reads: (atMs: number) => (atMs < script.impactMs ? {} : { label: 'refused', region: null }),
      }),
    );
    expect(rto(report, 'reads')).toMatchObject({ actualMs: null, verdict: 'fail' });
    expect(report.headline).toContain('Reads never came back (10 min allowed)');
  });

  test('that was good for too short a time at the end is inconclusive', () => {
    expect(rto(judge(makeDrill({ reads: backLate })), 'reads')).toMatchObject({
      actualMs: null,
      verdict: 'inconclusive',
    });
  });

  test('later than the target fails, and earlier passes', () => {
    expect(rto(judge(withTarget(9_900)), 'reads').verdict).toBe('fail');
    expect(rto(judge(withTarget(10_100)), 'reads').verdict).toBe('pass');
  });

  test('is inconclusive when a gap lies across the deciding instant', () => {
    const report = judge(withTarget(9_500, stalling));
    expect(rto(report, 'reads')).toMatchObject({ actualMs: 10_000, errorMs: 1_540, verdict: 'inconclusive' });
    expect(report.gaps).toContainEqual({
      watch: 'reads',
      fromMs: 13_500,
      toMs: 15_020,
      why: 'attempts are missing',
    });
    expect(rto(judge(withTarget(10_500, stalling)), 'reads').verdict).toBe('inconclusive');
    expect(rto(judge(withTarget(12_000, stalling)), 'reads').verdict).toBe('pass');
  });

  test('is not needed after a move that nobody noticed: one stray bad attempt costs nothing', () => {
    const report = judge(
      makeDrill({
        reads: (atMs: number) => {
          if (atMs === 5_100 || atMs === 9_000) return { label: 'error' };
          return { region: atMs < script.impactMs ? 'west' : 'east' };
        },
      }),
    );
    expect(rto(report, 'reads')).toMatchObject({ actualMs: 0, verdict: 'pass' });
  });
});

function withTarget(targetMs: number, reads: Behaviour = failover): ReturnType<typeof makeDrill> {
  return makeDrill({
    reads,
    plan: (plan) => ({
      ...plan,
      objectives: plan.objectives.map((objective) =>
        objective.watch === 'reads' ? { ...objective, targetMs } : objective,
      ),
    }),
  });
}

function iso(ms: number): string {
  return new Date(instant(ms).at).toISOString();
}
