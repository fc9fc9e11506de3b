import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JudgeInput } from '../../../src/judge/facts.ts';
import { judge } from '../../../src/judge/judge.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { parseSeries } from '../../../src/samples/format.ts';
import { OperationError } from '../../../src/errors/operation-error.ts';
import type { Sample } from '../../../src/samples/series.ts';
import type { TimelineEvent } from '../../../src/timeline/timeline.ts';
import { failover, ledger, makeDrill } from '../../support/synthetic-drill.ts';
import { makeSeries } from '../../support/synthetic-series.ts';
import { script } from '../../support/synthetic-timeline.ts';

/** A drill with few attempts, so that thousands can be judged in seconds. */
function makeThinDrill(): JudgeInput {
  const drill = makeDrill();
  const pace = { everyMs: 200, fromMs: 0, toMs: 24_000 };
  return {
    ...drill,
    plan: { ...drill.plan, pace: { everyMs: 200, sustainedMs: script.sustainedMs } },
    series: {
      reads: makeSeries({ watch: 'reads', behave: failover, ...pace }),
      writes: makeSeries({ watch: 'writes', behave: ledger, ...pace }),
    },
  };
}
const thin = makeThinDrill();

const instants = fc.oneof(
  fc.integer({ min: -1_000, max: 30_000 }),
  fc.constantFrom(0, -1, 1e15, -1e15, Number.MAX_SAFE_INTEGER, 1e300, 0.1),
);
const texts = fc.oneof(
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'lose-region',
    'promote',
    '\u0000',
    '\u202e',
    'x'.repeat(9_999),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** One change of a timeline: an event lost, doubled, moved in time or in order, or with another text or flag. */
const timelineChanges = fc.record({
  what: fc.constantFrom('lose', 'double', 'move', 'swap', 'untimed', 'rename', 'flip', 'status'),
  at: fc.nat({ max: 60 }),
  other: fc.nat({ max: 60 }),
  ms: instants,
  text: texts,
});
type TimelineChange = typeof timelineChanges extends fc.Arbitrary<infer Value> ? Value : never;

function changeTimeline(events: TimelineEvent[], change: TimelineChange): TimelineEvent[] {
  const at = change.at % Math.max(1, events.length);
  const event = events[at];
  if (event === undefined) return events;
  const replaceBy = (...others: TimelineEvent[]) => [
    ...events.slice(0, at),
    ...others,
    ...events.slice(at + 1),
  ];
  switch (change.what) {
    case 'lose':
      return replaceBy();
    case 'double':
      return replaceBy(event, event);
    case 'swap':
      return [...replaceBy(), event];
    case 'untimed':
      return replaceBy({ ...event, at: null });
    case 'move':
      return replaceBy({
        ...event,
        at: { at: change.ms, monoMs: change.ms, boot: change.other % 2 === 0 ? 'synthetic' : 'another' },
      });
    case 'rename':
      return replaceBy('step' in event ? { ...event, step: change.text } : event);
    case 'status':
      return replaceBy(event.kind === 'step-finished' ? { ...event, status: 'failed', values: {} } : event);
    case 'flip':
      return replaceBy(flip(event));
  }
}

function flip(event: TimelineEvent): TimelineEvent {
  if (event.kind === 'fault-confirmed') return { ...event, confirmed: !event.confirmed };
  if (event.kind === 'fault-healed') return { ...event, healed: !event.healed };
  if (event.kind === 'drill-finished') return { ...event, clean: !event.clean, outcome: 'stuck' };
  return event;
}

const sampleChanges = fc.record({
  from: fc.nat({ max: 130 }),
  count: fc.nat({ max: 60 }),
  sample: fc.record(
    {
      label: fc.constantFrom('ok', 'hang', 'refused', '__proto__', 'toString', 'count'),
      region: fc.constantFrom('west', 'east', null, '__proto__'),
      intendedMs: instants,
      doneMs: instants,
      number: fc.integer(),
      value: fc.oneof(fc.constant(null), fc.integer(), fc.constantFrom(1e300, -0.5)),
    },
    { requiredKeys: [] },
  ),
  lost: fc.boolean(),
});

function changeSamples(
  samples: Sample[],
  { from, count, sample, lost }: typeof sampleChanges extends fc.Arbitrary<infer Value> ? Value : never,
): Sample[] {
  const changed = samples.slice(from, from + count).map((old): Sample => ({ ...old, ...sample }));
  return [...samples.slice(0, from), ...(lost ? [] : changed), ...samples.slice(from + count)];
}

test('a timeline that was changed in any way is judged without an error, and its report can be read', () => {
  fc.assert(
    fc.property(fc.array(timelineChanges, { minLength: 1, maxLength: 6 }), (changes) => {
      const timeline = changes.reduce(changeTimeline, thin.timeline);
      const report = judge({ ...thin, timeline });
      expect(['pass', 'fail', 'inconclusive']).toContain(report.verdict);
      expect(renderMarkdown(report).length).toBeLessThan(500_000);
    }),
    { numRuns: 3_000 },
  );
}, 60_000);

test('samples that were changed in any way are judged without an error', () => {
  fc.assert(
    fc.property(fc.array(sampleChanges, { minLength: 1, maxLength: 4 }), (changes) => {
      const { reads, writes } = thin.series;
      const series = {
        reads: { ...reads!, samples: changes.reduce(changeSamples, reads!.samples) },
        writes: { ...writes!, samples: changes.reduce(changeSamples, writes!.samples) },
      };
      expect(['pass', 'fail', 'inconclusive']).toContain(judge({ ...thin, series }).verdict);
    }),
    { numRuns: 1_500 },
  );
}, 60_000);

test('a pass needs the confirmation, the heal, the audit and the end of the drill: without one event there is none', () => {
  expect(judge(thin).verdict).toBe('pass');
  const needed = new Set([
    'fault-confirmed',
    'fault-injecting',
    'fault-healed',
    'expectations-checked',
    'drill-finished',
  ]);
  const isNeeded = (event: TimelineEvent) =>
    needed.has(event.kind) || (event.kind === 'step-finished' && ['audit', 'integrity'].includes(event.step));
  for (const [at, event] of thin.timeline.entries()) {
    if (!isNeeded(event)) continue;
    const timeline = thin.timeline.filter((_, index) => index !== at);
    expect(judge({ ...thin, timeline }).verdict, event.kind).not.toBe('pass');
  }
});

test('a sample file of arbitrary lines is read, or refused with our own error', () => {
  const lines = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '{"n":1,"i":1,"s":1,"d":1,"l":"ok"}',
      '{"n":1,"i":1e999,"s":1,"d":1,"l":"ok"}',
      '{"gap":[5,1],"why":"x"}',
      '{"end":-1}',
      '{"__proto__":{"schema":1}}',
      '{"schema":1,"watch":"__proto__","operation":"o","component":"c","labels":[],"everyMs":1e-300,"timeoutMs":0,"startedAt":{"at":0,"monoMs":0,"boot":"b"}}',
      '{"schema":1,"watch":"reads","operation":"o","component":"c","labels":[],"everyMs":20,"timeoutMs":0,"startedAt":{"at":0,"monoMs":0,"boot":"b"}}',
    ),
  );
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 8 }), (written) => {
      try {
        const reads = parseSeries(written.join('\n'));
        expect(['pass', 'fail', 'inconclusive']).toContain(judge({ ...thin, series: { reads } }).verdict);
      } catch (error) {
        expect(error).toBeInstanceOf(OperationError);
      }
    }),
    { numRuns: 3_000 },
  );
}, 60_000);
