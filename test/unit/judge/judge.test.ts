import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { rto, verdictOf } from '../../support/report-lookup.ts';
import { failover, makeDrill } from '../../support/synthetic-drill.ts';
import { instant, script } from '../../support/synthetic-timeline.ts';
import { count } from '../../support/synthetic-series.ts';

describe('a clean failover', () => {
  const report = judge(makeDrill());

  test('passes with every check applicable and passed', () => {
    expect(report.checks.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(report).toMatchObject({ verdict: 'pass', outcome: 'completed', clean: true, findings: [] });
    expect(new Set(report.checks.map(({ kind }) => kind))).toEqual(
      new Set([
        'steady',
        'baseline',
        'fault',
        'claim',
        'settled',
        'healed',
        'ttl',
        'lost-region',
        'integrity',
        'objective',
      ]),
    );
  });

  test('measures the outage from the first bad attempt to the first good one that stayed good', () => {
    expect(rto(report, 'reads')).toMatchObject({
      actualMs: script.recoveredMs - script.impactMs,
      errorMs: script.everyMs,
      verdict: 'pass',
    });
  });

  test('shows the outage without the time that a person was waited for', () => {
    expect(rto(report, 'reads').withoutHumansMs).toBe(10_000 - (script.answeredMs - script.askedMs));
    expect(report.headline).toBe(
      'Reads were down 10 s of 10 min allowed (2 s of it waiting for a person); 0 of 450 rows lost.',
    );
  });

  test('names every measured mark and lets the stages sum to the whole', () => {
    const whole = Date.parse(report.marks['verified']!) - Date.parse(report.marks['injected']!);
    expect(Object.keys(report.marks)).toEqual([
      'injected',
      'impact',
      'detected',
      'declared',
      'fenced',
      'data',
      'traffic',
      'first-ok',
      'sustained',
      'verified',
      'healed',
    ]);
    expect(sum(report.stages.map(({ ms }) => ms))).toBe(whole);
    expect(report.stages.filter(({ human }) => human)).toEqual([
      { name: 'declared (waiting for incident-commander)', ms: 2_000, human: true },
    ]);
  });

  test('says who approved, that it was not the starter, and how long it took', () => {
    expect(report.approvals).toEqual([
      {
        step: 'declare',
        name: 'alice',
        decision: 'approved',
        assurance: 'claimed',
        notStarter: true,
        planDigest: 'sha256:plan',
        waitedMs: 2_000,
      },
    ]);
  });

  test('is the same report to the digit when it is judged again from its files', () => {
    expect(judge(JSON.parse(JSON.stringify(makeDrill())))).toEqual(report);
  });
});

describe('a drill that was aborted before the point of no return', () => {
  const report = judge(
    makeDrill({
      reads: (atMs) =>
        atMs >= script.impactMs && atMs < 9_500 ? { label: 'refused', region: null } : { region: 'west' },
      writes: (atMs, number) =>
        atMs >= script.impactMs && atMs < 9_500
          ? { label: 'refused', region: null }
          : { region: 'west', value: number },
      timeline: (events) => [
        ...events.slice(0, 9),
        { at: instant(8_600), kind: 'aborted', name: 'alice', reason: 'enough', sealed: false },
        { at: instant(8_700), kind: 'fault-healing', step: 'lose-region', by: 'guardian' },
        {
          at: instant(9_400),
          kind: 'fault-healed',
          step: 'lose-region',
          by: 'guardian',
          healed: true,
          evidence: 'west answers again',
        },
        {
          at: instant(13_000),
          kind: 'expectations-checked',
          phase: 'steady-again',
          results: [{ id: 'steady/1', held: true, seen: ['ok = 100%'], values: {} }],
        },
        { at: instant(13_100), kind: 'drill-finished', outcome: 'aborted', clean: true },
      ],
    }),
  );

  test('is inconclusive, and everything it did do is judged', () => {
    expect(report).toMatchObject({ verdict: 'inconclusive', outcome: 'aborted', clean: true });
    expect(report.checks.some(({ verdict }) => verdict === 'fail')).toBe(false);
    expect(verdictOf(report, 'steady-again')).toBe('pass');
    expect(verdictOf(report, 'healed')).toBe('pass');
  });

  test('says so first', () => {
    expect(report.headline).toMatch(/^The drill was aborted\./);
  });
});

describe('judging', () => {
  test('calls a check that throws inconclusive and goes on', () => {
    const report = judge(
      makeDrill({
        plan: (plan) => ({
          ...plan,
          claims: [
            {
              ...plan.claims[0]!,
              get that(): never {
                throw new Error('no conditions');
              },
            },
          ],
        }),
      }),
    );
    expect(report.checks.find(({ kind }) => kind === 'claim')).toMatchObject({
      verdict: 'inconclusive',
      why: 'it could not be judged: no conditions',
    });
  });

  test('of an empty timeline is inconclusive', () => {
    expect(judge(makeDrill({ timeline: () => [] })).verdict).toBe('inconclusive');
  });

  test('keeps a report below 256 kB, counts what it left out, and leaves out no failure', () => {
    const huge = 'x'.repeat(5_000);
    const report = judge(
      makeDrill({
        plan: (plan) => ({
          ...plan,
          claims: Array.from({ length: 500 }, (_, at) => ({
            ...plan.claims[0]!,
            claim: `${at} ${huge}`,
            that: [count('count', '>', at === 499 ? 1e9 : 1)],
          })),
          steps: Array.from({ length: 1_000 }, (_, at) => ({ ...plan.steps[2]!, id: `${at} ${huge}` })),
          targets: Array.from({ length: 2_000 }, (_, at) => ({ component: huge, region: null, id: `${at}` })),
        }),
        timeline: (events) => [
          ...events,
          ...Array.from({ length: 900 }, () => ({
            at: null,
            kind: 'kept' as const,
            step: huge,
            operation: huge,
            why: huge,
          })),
        ],
        reads: (atMs, number) => (number % 10 === 0 ? null : failover(atMs)),
      }),
    );
    expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(256_000);
    expect(report.findings).toContainEqual({
      severity: 'low',
      text: expect.stringMatching(/^860 of 900 kept entries are left out/),
    });
    expect(report.verdict).toBe('fail');
    expect(report.checks.some(({ verdict, kind }) => verdict === 'fail' && kind === 'claim')).toBe(true);
  });
});

function sum(numbers: number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
