import type { Gap, Sample, Series } from '../../src/samples/series.ts';
import type { Condition, Measure } from '../../src/condition/condition.ts';

/** Where the monotonic clock and the wall clock stand at second 0 of every synthetic drill. */
export const zero = { at: Date.parse('2026-01-05T10:00:00.000Z'), monoMs: 1_000_000, boot: 'synthetic' };

/** What one attempt comes to, or null: it is missing. */
export type Behaviour = (atMs: number, number: number) => Partial<Sample> | null;

/** A series from `fromMs` to `toMs` (ms since zero) whose every attempt is what `behave` says; ok after 5 ms by default. */
export function makeSeries(options: {
  watch: string;
  everyMs: number;
  fromMs: number;
  toMs: number;
  behave: Behaviour;
  gaps?: Gap[];
}): Series {
  const { watch, everyMs, fromMs, toMs, behave } = options;
  const count = Math.round((toMs - fromMs) / everyMs);
  const samples = Array.from({ length: count }, (_, number) =>
    makeSample(fromMs + number * everyMs, number, behave),
  );
  return {
    header: {
      schema: 1,
      watch,
      operation: 'http.request',
      component: 'checkout',
      labels: ['ok', 'hang', 'refused', 'error'],
      everyMs,
      timeoutMs: 500,
      startedAt: { ...zero, at: zero.at + fromMs, monoMs: zero.monoMs + fromMs },
    },
    samples: samples.filter((sample) => sample !== null),
    gaps: (options.gaps ?? []).map((gap) => ({
      ...gap,
      fromMs: zero.monoMs + gap.fromMs,
      toMs: zero.monoMs + gap.toMs,
    })),
    endedMs: zero.monoMs + toMs,
  };
}

function makeSample(atMs: number, number: number, behave: Behaviour): Sample | null {
  const behaviour = behave(atMs, number);
  if (behaviour === null) return null;
  const intendedMs = zero.monoMs + atMs;
  return {
    number,
    intendedMs,
    sentMs: intendedMs,
    doneMs: intendedMs + 5,
    label: 'ok',
    region: 'west',
    address: null,
    fresh: true,
    value: null,
    note: null,
    ...behaviour,
  };
}

/** A percent condition such as `ok >= 99%`. */
export function percent(name: string, comparison: Condition['comparison'], value: number): Condition {
  return makeCondition({ name, comparison, value, measure: 'percent', unit: '%' });
}

/** A duration condition such as `p99 < 500ms`. */
export function duration(name: string, comparison: Condition['comparison'], value: number): Condition {
  return makeCondition({ name, comparison, value, measure: 'duration', unit: 'ms' });
}

/** A count condition such as `lost = 0`. */
export function count(name: string, comparison: Condition['comparison'], value: number): Condition {
  return makeCondition({ name, comparison, value, measure: 'count', unit: '' });
}

function makeCondition(parts: {
  name: string;
  comparison: Condition['comparison'];
  value: number;
  measure: Measure;
  unit: string;
}): Condition {
  const { name, comparison, value, measure, unit } = parts;
  return { text: `${name} ${comparison} ${value}${unit}`, name, comparison, value, measure, of: null };
}
