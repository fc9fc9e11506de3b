import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { worstVerdict } from '../../../src/report/verdict.ts';
import type { Objective } from '../../../src/plan/plan.ts';
import type { ReportedCheck } from '../../../src/report/report.ts';
import { rpo, rto } from '../../support/report-lookup.ts';
import { type DrillVariation, failover, makeDrill } from '../../support/synthetic-drill.ts';
import { finish, script, without } from '../../support/synthetic-timeline.ts';

/** A check of a drill that is clean but for the variation. */
function checkOf(variation: DrillVariation, kind: string, name?: string): ReportedCheck {
  const { checks } = judge(makeDrill(variation));
  return checks.find((check) => check.kind === kind && (name === undefined || check.name === name))!;
}

/** The integrity check of a drill in which it ended so. */
function judgeIntegrity(values: Record<string, number>): ReportedCheck {
  const end = finish('integrity', 19_500, { values });
  const timeline: DrillVariation['timeline'] = (events) =>
    events.map((event) => (event.kind === 'step-finished' && event.step === 'integrity' ? end : event));
  return checkOf({ timeline }, 'integrity', 'integrity');
}

const elsewhere: DrillVariation['plan'] = (plan) => ({
  ...plan,
  claims: [{ ...plan.claims[0]!, watch: 'elsewhere' }],
});

const gone: DrillVariation['reads'] = (atMs) =>
  atMs < script.impactMs ? { region: 'west' } : { label: 'refused', region: null };

const blind: DrillVariation['reads'] = (atMs) =>
  atMs >= script.recoveredMs + script.sustainedMs ? null : failover(atMs);

const unreadable = (objective: Objective): Objective =>
  Object.defineProperty({ ...objective }, 'that', {
    get: () => {
      throw new Error('no conditions');
    },
  });

describe('nothing is called passed of what', () => {
  test('no fault took away: it was never injected', () => {
    const check = checkOf({ timeline: (events) => without(events, { step: 'lose-region' }) }, 'baseline');
    expect(check).toMatchObject({ verdict: 'inconclusive', why: 'the fault was not injected' });
  });

  test('a claim says of a watch without samples', () => {
    const check = checkOf({ plan: elsewhere }, 'claim');
    expect(check).toMatchObject({ verdict: 'inconclusive', why: 'no samples of elsewhere' });
  });

  test('the lost region was to users who never came back', () => {
    const check = checkOf({ reads: gone }, 'lost-region');
    expect(check).toMatchObject({
      verdict: 'inconclusive',
      why: 'users did not recover while it was away',
    });
  });

  test('happened after the recovery while nobody looked', () => {
    expect(checkOf({ reads: blind }, 'lost-region').verdict).toBe('inconclusive');
  });

  test('a check step found that did not run, or answered something else', () => {
    const missing = checkOf(
      { timeline: (events) => without(events, { step: 'audit' }) },
      'integrity',
      'audit',
    );
    expect(missing).toMatchObject({ verdict: 'inconclusive', why: expect.stringContaining('not run') });
    expect(judgeIntegrity({ rows: 3 })).toMatchObject({
      verdict: 'inconclusive',
      why: 'damaged is unknown',
    });
  });

  test('a check step calls done with values against its conditions', () => {
    expect(judgeIntegrity({ damaged: 2 })).toMatchObject({ verdict: 'fail', why: 'damaged = 2' });
  });

  test('rows nobody had acknowledged say about lost ones', () => {
    const report = judge(makeDrill({ writes: failover, presentRanges: [] }));
    expect(rpo(report)).toMatchObject({
      rowsAcknowledged: 0,
      verdict: 'inconclusive',
      how: expect.stringContaining('no row was acknowledged'),
    });
  });

  test('could not be judged at all', () => {
    const report = judge(
      makeDrill({ plan: (plan) => ({ ...plan, objectives: plan.objectives.map(unreadable) }) }),
    );
    expect(rto(report, 'reads')).toMatchObject({
      verdict: 'inconclusive',
      how: 'it could not be judged: no conditions',
    });
  });

  test('was left in the middle, though every check of it passed', () => {
    const report = judge(
      makeDrill({
        timeline: (events) =>
          events.map((event) =>
            event.kind === 'drill-finished' ? { ...event, outcome: 'aborted' as const } : event,
          ),
      }),
    );
    expect(report.checks.every(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(report.verdict).toBe('inconclusive');
  });

  test('nothing applies to: an empty proof proves nothing', () => {
    expect(worstVerdict([])).toBe('inconclusive');
    expect(worstVerdict(['not-applicable'])).toBe('inconclusive');
    expect(worstVerdict(['not-applicable', 'pass'])).toBe('pass');
  });
});

test('what could not be taken back fails the drill, with who gave it up; what was taken back later does not', () => {
  const stuck = {
    at: null,
    kind: 'undo-failed' as const,
    step: 'swap',
    operation: 'route53.swap',
    failure: { kind: 'Timeout', message: 'no answer', hint: null },
    givenUp: { name: 'alice', reason: 'by hand' },
  };
  const left = checkOf({ timeline: (events) => [...events, stuck] }, 'healed', 'swap');
  expect(left).toMatchObject({ verdict: 'fail', why: 'no answer; given up by alice: by hand' });
  const undone = { ...stuck, kind: 'undone' as const, by: 'guardian', evidence: '' };
  expect(checkOf({ timeline: (events) => [...events, stuck, undone] }, 'healed', 'swap')).toBeUndefined();
});
