import type { Condition } from '../condition/condition.ts';
import { formatValue } from '../condition/evaluate-values.ts';
import { coverSeries, sumGapMs, type Coverage } from './coverage.ts';
import { numbersOf } from './numbers-of.ts';
import type { Sample, Series } from './series.ts';
import {
  enoughShare,
  hasLabel,
  joinResults,
  judgeTally,
  latencyMs,
  latencyRanks,
  rankPosition,
  type Evaluation,
  type Tally,
} from './tally.ts';

/** A stretch of monotonic time, attempts counted by their intended instant: fromMs <= intended < toMs. */
export interface TimeWindow {
  fromMs: number;
  toMs: number;
  /** When given, an ok attempt answered by another or an unknown region is not ok. */
  region?: string | null;
}

/** What one window of a series measured. */
export interface Measured {
  count: number;
  /** Attempts that the pace demands. */
  expected: number;
  /** Attempts that fall into gaps. */
  missing: number;
  /** Percent of the counted attempts, per label; `ok-elsewhere` are ok ones answered by another region. */
  shares: Record<string, number>;
  /** Latencies of ok attempts in ms, null when there is none. */
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
  gapMs: number;
  /** Latencies of all ok attempts in ms, sorted. */
  latencies: number[];
}

/** Measures one window. Attempts that should exist by the pace but do not are gaps. */
export function measureWindow(series: Series, window: TimeWindow): Measured {
  return measureCovered(coverSeries(series), window);
}

/** The same over a series whose gaps are already known. */
export function measureCovered(coverage: Coverage, window: TimeWindow): Measured {
  const { fromMs, toMs, region = null } = window;
  const samples = coverage.samples.filter(({ intendedMs }) => intendedMs >= fromMs && intendedMs < toMs);
  const gapMs = sumGapMs(coverage, window);
  const latencies = samples
    .filter((sample) => hasLabel(sample, 'ok', region))
    .map(latencyMs)
    .toSorted((left, right) => left - right);
  return {
    count: samples.length,
    expected: Math.max(0, Math.round((toMs - fromMs) / coverage.everyMs)),
    missing: Math.round(gapMs / coverage.everyMs),
    shares: countShares(samples, region),
    p50: percentile(latencies, 'p50'),
    p95: percentile(latencies, 'p95'),
    p99: percentile(latencies, 'p99'),
    max: percentile(latencies, 'max'),
    gapMs,
    latencies,
  };
}

/**
 * Conditions over a measured window. `unknown`: fewer than 80% of the expected attempts were measured, the missing ones could
 * turn the answer, or a condition `of steady` has no steady measure.
 */
export function evaluateConditions(
  conditions: Condition[],
  measure: Measured,
  steady: Measured | null = null,
): Evaluation {
  const resolved = conditions.map((condition) => resolveCondition(condition, steady));
  const seen = resolved.map((condition) => describeMeasured(condition, measure));
  if (measure.count < enoughShare * measure.expected || measure.count === 0) return { held: 'unknown', seen };
  return {
    held: joinResults(resolved.map((condition) => judgeTally(condition, tallyOf(condition, measure)))),
    seen,
  };
}

/** Turns `p99 < 200% of steady` into an absolute condition; stays relative (and so unknown) without a value to relate to. */
export function resolveCondition(condition: Condition, reference: Measured | null): Condition {
  const base = reference === null ? null : valueOf(condition.name, reference);
  if (condition.of === null || base === null || typeof condition.value !== 'number') return condition;
  return { ...condition, value: (base * condition.value) / 100, of: null };
}

/** A measure as named values: label shares in percent, latencies in ms, `count`. What was not measured has no name. */
export function listValues(measure: Measured): Record<string, number> {
  const { count, shares, p50, p95, p99, max } = measure;
  return { count, ...shares, ...numbersOf({ p50, p95, p99, max }) };
}

function countShares(samples: Sample[], region: string | null): Record<string, number> {
  const counts = new Map<string, number>();
  for (const sample of samples) {
    const label = sample.label === 'ok' && !hasLabel(sample, 'ok', region) ? 'ok-elsewhere' : sample.label;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].map(([label, count]) => [label, (100 * count) / samples.length]));
}

function percentile(sorted: number[], name: string): number | null {
  return sorted[rankPosition(latencyRanks[name]!, sorted.length) - 1] ?? null;
}

function tallyOf(condition: Condition, measure: Measured): Tally {
  const { count, missing, latencies, shares } = measure;
  const value = Number(condition.value);
  if (!(condition.name in latencyRanks)) {
    const matching = Math.round(((shares[condition.name] ?? 0) * count) / 100);
    return { count, missing, matching, below: 0, atMost: 0 };
  }
  const below = latencies.filter((latency) => latency < value).length;
  const atMost = latencies.filter((latency) => latency <= value).length;
  return { count, missing, matching: latencies.length, below, atMost };
}

function valueOf(name: string, measure: Measured): number | null {
  if (name === 'count') return measure.count;
  if (name in latencyRanks) return percentile(measure.latencies, name);
  return measure.shares[name] ?? 0;
}

function describeMeasured(condition: Condition, measure: Measured): string {
  const value = valueOf(condition.name, measure);
  const shown =
    value === null || measure.count === 0 ? 'not measured' : formatValue(value, condition.measure);
  const missing = measure.missing > 0 ? `, ${measure.missing} missing` : '';
  return `${condition.name} = ${shown} (${measure.count} samples${missing})`;
}
