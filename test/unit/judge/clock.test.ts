import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { TimelineEvent } from '../../../src/timeline/timeline.ts';
import { rto, verdictOf } from '../../support/report-lookup.ts';
import { makeDrill } from '../../support/synthetic-drill.ts';
import { instant, script } from '../../support/synthetic-timeline.ts';

const hourMs = 3_600_000;

/** The same drill on a host whose wall clock was set at `fromMs`. */
function setClock(byMs: number, fromMs: number) {
  const shift = (event: TimelineEvent): TimelineEvent => {
    if (event.at === null || event.at.monoMs < instant(fromMs).monoMs) return event;
    const moved = { ...event, at: { ...event.at, at: event.at.at + byMs } };
    return moved.kind === 'fault-injecting' ? { ...moved, expiresAt: moved.expiresAt + byMs } : moved;
  };
  return judge(makeDrill({ timeline: (events) => events.map(shift) }));
}

test.each([
  ['back before the fault', -hourMs, 4_950, '-1 h'],
  ['forward before the fault', hourMs, 4_950, '+1 h'],
  ['back during the outage', -hourMs, 9_000, '-1 h'],
])('a clock that is set %s changes no figure and no verdict, and is told of', (_name, byMs, fromMs, said) => {
  const straight = judge(makeDrill());
  const report = setClock(byMs, fromMs);

  expect(rto(report, 'reads')).toEqual(rto(straight, 'reads'));
  expect(report.marks).toEqual(straight.marks);
  expect(verdictOf(report, 'ttl')).toBe('pass');
  expect(report.verdict).toBe('pass');
  const told = report.findings.filter(({ text }) => text.includes('clock of the measuring host'));
  expect(told).toHaveLength(1);
  expect(told[0]!.text).toContain(`stepped by ${said}`);
});

test('a fault that outlived its ttl is seen to, though the clock was set forward before it', () => {
  const late = judge(
    makeDrill({
      timeline: (events) =>
        events.map((event): TimelineEvent => {
          if (event.kind !== 'fault-injecting' || event.at === null) return event;
          const at = { ...event.at, at: event.at.at + hourMs };
          return { ...event, at, expiresAt: at.at + script.healingMs - script.injectingMs - 100 };
        }),
    }),
  );
  expect(verdictOf(late, 'ttl')).toBe('inconclusive');
});

test('a disciplined clock is not told of', () => {
  const report = setClock(40, 9_000);
  expect(report.findings.filter(({ text }) => text.includes('clock'))).toEqual([]);
});
