import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { Report } from '../../../src/report/report.ts';
import type { TimelineEvent } from '../../../src/timeline/timeline.ts';
import { rto, verdictOf } from '../../support/report-lookup.ts';
import { failover, ledger, makeDrill } from '../../support/synthetic-drill.ts';
import type { Behaviour } from '../../support/synthetic-series.ts';
import { instant, script } from '../../support/synthetic-timeline.ts';

function whyOf(report: Report, kind: string): string {
  return report.checks.find((check) => check.kind === kind)?.why ?? '';
}

/** Up for a second, down for half of one. */
const flapping: Behaviour = (atMs) =>
  atMs >= script.recoveredMs && Math.floor(atMs / 500) % 3 === 0
    ? { label: 'refused', region: null }
    : failover(atMs);

const relapse: Behaviour = (atMs) =>
  atMs >= 19_000 && atMs < 20_000 ? { label: 'refused', region: null } : failover(atMs);

const stalled: Behaviour = (atMs) => (atMs >= 7_000 && atMs < 21_000 ? null : failover(atMs));

const east: Behaviour = (_atMs, number) => ({ region: 'east', value: number });

/** A step's AWS calls that succeeded, and when its activity ran. */
function callsAnswered(region: string, fromMs: number, toMs: number): TimelineEvent {
  const calls = { [region]: { rds: 2 } };
  return { kind: 'calls-answered', step: 'fence', calls, at: instant(toMs), startedAt: instant(fromMs) };
}

function judgeCalls(event: TimelineEvent): Report {
  return judge(makeDrill({ timeline: (events) => [...events.slice(0, -1), event, ...events.slice(-1)] }));
}

/** The drill with these looks before its swap ended. */
function judgePreviews(...previews: TimelineEvent[]): Report {
  return judge(
    makeDrill({
      timeline: (events) => {
        const end = events.findIndex((event) => event.kind === 'step-finished' && event.step === 'swap');
        return events.toSpliced(end, 0, ...previews);
      },
    }),
  );
}

describe('a fault that stops biting', () => {
  const report = judge(
    makeDrill({ reads: (atMs) => (atMs >= 9_000 && atMs < 9_200 ? { region: 'west' } : failover(atMs)) }),
  );

  test('allows no verdict: the lost region answered while it was said to be away', () => {
    expect(report.verdict).toBe('inconclusive');
    expect(verdictOf(report, 'fault')).toBe('inconclusive');
    expect(whyOf(report, 'fault')).toMatch(/^it did not last: 10 attempts were answered by west/);
  });

  test('is told from a region that was let back: what answers after the heal began is no lie', () => {
    const healed = judge(
      makeDrill({
        reads: (atMs) => (atMs >= script.healingMs ? { region: 'west' } : failover(atMs)),
      }),
    );
    expect(verdictOf(healed, 'fault')).toBe('pass');
  });
});

describe('a probe that always says ok', () => {
  test.each<[string, Behaviour]>([
    ['from nowhere', () => ({ region: null })],
    ['from the region that is not lost', () => ({ region: 'east' })],
  ])('%s measures no recovery: not a pass of 0 s', (_name, reads) => {
    const report = judge(makeDrill({ reads }));
    expect(rto(report, 'reads')).toMatchObject({
      actualMs: null,
      verdict: 'inconclusive',
      how: expect.stringContaining('no impact was seen'),
    });
    expect(report.verdict).toBe('inconclusive');
    expect(report.headline).not.toContain('down 0 ms');
  });

  test('from the lost region shows that the fault does not bite', () => {
    const report = judge(makeDrill({ reads: () => ({ region: 'west' }) }));
    expect(rto(report, 'reads')).toMatchObject({ actualMs: null, verdict: 'inconclusive' });
    expect(verdictOf(report, 'fault')).toBe('inconclusive');
    expect(report.verdict).not.toBe('pass');
  });
});

describe('a service that flaps', () => {
  test('is not back while it is up and down', () => {
    const report = judge(makeDrill({ reads: flapping }));
    expect(rto(report, 'reads').actualMs).toBeNull();
    expect(rto(report, 'reads').verdict).not.toBe('pass');
  });

  test('after its recovery fails the drill: it was not good until the lost region came back', () => {
    const report = judge(makeDrill({ reads: relapse }));
    expect(verdictOf(report, 'lost-region')).toBe('fail');
    expect(report.verdict).toBe('fail');
  });
});

test('a sampler that stalls across the end of the outage allows no verdict near the target', () => {
  const report = judge(makeDrill({ reads: stalled, writes: stalled }));
  expect(rto(report, 'reads').verdict).not.toBe('pass');
  expect(report.verdict).toBe('inconclusive');
  expect(report.gaps.length).toBeGreaterThan(0);
});

test('a heal that reports success and did nothing fails the drill, which is not clean', () => {
  const report = judge(
    makeDrill({
      timeline: (events) =>
        events.map((event): TimelineEvent => {
          if (event.kind === 'fault-healed')
            return { ...event, healed: false, evidence: 'power of west is off' };
          return event.kind === 'drill-finished' ? { ...event, outcome: 'stuck', clean: false } : event;
        }),
    }),
  );
  expect(report).toMatchObject({ verdict: 'fail', outcome: 'stuck', clean: false });
  expect(whyOf(report, 'healed')).toContain('power of west is off');
});

test("last quarter's names, which point to the target already, prove nothing: the lost region was not in use", () => {
  const report = judge(makeDrill({ reads: east, writes: east }));
  expect(verdictOf(report, 'baseline')).toBe('inconclusive');
  expect(report.verdict).toBe('inconclusive');
});

describe('an action that finds its work done', () => {
  const done: TimelineEvent = {
    kind: 'previewed',
    at: instant(14_060),
    step: 'swap',
    changes: [],
    prior: {},
    targets: [],
    replaces: [],
  };
  test('before this drill touched it has tried nothing: no pass, whoever left it so', () => {
    const report = judgePreviews(done);
    expect(verdictOf(report, 'tried')).toBe('inconclusive');
    expect(whyOf(report, 'tried')).toContain('it was so already before this drill acted');
    expect(report.verdict).toBe('inconclusive');
  });

  test('because an earlier try of its own has done it is no lie', () => {
    const changes = [{ target: 'checkout', what: 'A record', from: '10.0.1.1', to: '10.0.2.1' }];
    expect(judgePreviews({ ...done, at: instant(14_055), changes }, done).verdict).toBe('pass');
  });
});

describe('the lost region', () => {
  test('was needed when its AWS API answered a step after the loss', () => {
    const report = judgeCalls(callsAnswered('west', 10_750, 11_000));
    expect(verdictOf(report, 'lost-region')).toBe('fail');
    expect(whyOf(report, 'lost-region')).toContain(
      'AWS calls to west were answered while it was away, for fence',
    );
    expect(report.verdict).toBe('fail');
  });

  test.each<[string, TimelineEvent]>([
    ['before it was lost', callsAnswered('west', 4_000, 4_100)],
    ['across the instant at which it was seen to be lost', callsAnswered('west', 5_400, 5_600)],
    ['after it was let back', callsAnswered('west', 23_100, 23_200)],
    ['of another region', callsAnswered('east', 10_750, 11_000)],
  ])('was not needed by calls %s', (_name, event) => {
    expect(judgeCalls(event).verdict).toBe('pass');
  });
});

test('writes that the lost region still takes are seen by the ledger as well', () => {
  const report = judge(
    makeDrill({
      writes: (atMs, number) => (atMs === 10_000 ? { region: 'west', value: number } : ledger(atMs, number)),
    }),
  );
  expect(verdictOf(report, 'fault')).toBe('inconclusive');
  expect(report.verdict).not.toBe('pass');
});
