import type { Condition } from '../condition/condition.ts';
import { sumGapMs, type Coverage } from './coverage.ts';
import type { Sample } from './series.ts';
import {
  enoughShare,
  hasLabel,
  joinResults,
  judgeTally,
  latencyMs,
  latencyRanks,
  type Tally,
} from './tally.ts';

export interface WindowSearch {
  that: Condition[];
  region: string | null;
  lengthMs: number;
  /** Earliest start of the window. */
  fromMs: number;
  /** The window ends at or before this instant. */
  untilMs: number;
  /** Attempts that were not measured: left out of every share, or held against the window wherever they could turn it. */
  missing: 'left-out' | 'held-against';
  /** Only windows that begin with such an attempt. */
  begins?: (sample: Sample) => boolean;
}

/**
 * Start (an attempt's intended instant) of the first window of `lengthMs` in which all conditions hold, or null. One pass:
 * every condition is a count over the window, taken from running sums.
 */
export function findWindow(coverage: Coverage, search: WindowSearch): number | null {
  const { samples, everyMs } = coverage;
  const sums = search.that.map((condition) => sumCondition(condition, samples, search.region));
  const endLimitMs = Math.min(search.untilMs, coverage.toMs) + everyMs / 1_000;
  let end = 0;
  for (const [start, sample] of samples.entries()) {
    const fromMs = sample.intendedMs;
    const toMs = fromMs + search.lengthMs;
    if (toMs > endLimitMs) return null;
    while (end < samples.length && samples[end]!.intendedMs < toMs) end++;
    if (fromMs < search.fromMs || search.begins?.(sample) === false) continue;
    const count = end - start;
    if (count < enoughShare * Math.round(search.lengthMs / everyMs)) continue;
    const missing =
      search.missing === 'left-out' ? 0 : Math.round(sumGapMs(coverage, { fromMs, toMs }) / everyMs);
    const results = sums.map((sum) => judgeTally(sum.condition, tallyBetween(sum, { start, end, missing })));
    if (joinResults(results) === true) return fromMs;
  }
  return null;
}

/** Running sums: entry n counts the attempts before attempt n. */
interface ConditionSums {
  condition: Condition;
  matching: Int32Array;
  below: Int32Array;
  atMost: Int32Array;
}

function sumCondition(condition: Condition, samples: Sample[], region: string | null): ConditionSums {
  const label = condition.name in latencyRanks ? 'ok' : condition.name;
  const value = Number(condition.value);
  const matches = (sample: Sample) => hasLabel(sample, label, region);
  return {
    condition,
    matching: sumMatching(samples, matches),
    below: sumMatching(samples, (sample) => matches(sample) && latencyMs(sample) < value),
    atMost: sumMatching(samples, (sample) => matches(sample) && latencyMs(sample) <= value),
  };
}

function sumMatching(samples: Sample[], matches: (sample: Sample) => boolean): Int32Array {
  const sums = new Int32Array(samples.length + 1);
  for (const [at, sample] of samples.entries()) sums[at + 1] = sums[at]! + (matches(sample) ? 1 : 0);
  return sums;
}

function tallyBetween(sums: ConditionSums, window: { start: number; end: number; missing: number }): Tally {
  const { start, end, missing } = window;
  const count = (counts: Int32Array) => counts[end]! - counts[start]!;
  return {
    count: end - start,
    missing,
    matching: count(sums.matching),
    below: count(sums.below),
    atMost: count(sums.atMost),
  };
}
