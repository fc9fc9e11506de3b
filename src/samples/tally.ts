import type { Comparison, Condition } from '../condition/condition.ts';
import type { Sample } from './series.ts';

/** What a condition needs to know about a window: how many of its attempts count for the condition. */
export interface Tally {
  /** All attempts that were measured. */
  count: number;
  /** Attempts that the pace demands and that were not measured. */
  missing: number;
  /** Percent conditions: attempts with the label. Duration conditions: ok attempts. */
  matching: number;
  /** Duration conditions: ok attempts faster than the condition's value, and at most as slow. */
  below: number;
  atMost: number;
}

/** Fewer measured attempts than this share of the expected ones say nothing. */
export const enoughShare = 0.8;

/** Rank of each latency name among the ok attempts, nearest-rank method. */
export const latencyRanks: Record<string, number> = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 };

/** What a list of conditions came to, with each condition's value as it was seen: `ok = 100% (150 samples)`. */
export interface Evaluation {
  held: boolean | 'unknown';
  seen: string[];
}

/** "And" of three-valued results: one false is false, else one unknown is unknown. */
export function joinResults(results: (boolean | 'unknown')[]): boolean | 'unknown' {
  if (results.includes(false)) return false;
  return results.includes('unknown') ? 'unknown' : true;
}

/** True or false only when the missing attempts could not change it, whatever they would have been. */
export function judgeTally(condition: Condition, tally: Tally): boolean | 'unknown' {
  if (typeof condition.value !== 'number' || condition.of !== null) return 'unknown';
  const rank = latencyRanks[condition.name];
  if (rank !== undefined) return judgeLatency(condition.comparison, rank, tally);
  const { count, missing, matching } = tally;
  if (condition.name === 'count')
    return compareRange([count, count + missing], condition.comparison, condition.value);
  const all = count + missing;
  if (all === 0) return 'unknown';
  const range: [number, number] = [(100 * matching) / all, (100 * (matching + missing)) / all];
  return compareRange(range, condition.comparison, condition.value);
}

/** Whether an attempt has the label; `ok` also demands the answering region, where one is asked for. */
export function hasLabel(sample: Sample, label: string, region: string | null): boolean {
  return sample.label === label && (label !== 'ok' || region === null || sample.region === region);
}

/** Latency as a user feels it: from the intended instant, so that a blocked sender cannot hide an outage. */
export function latencyMs(sample: Sample): number {
  return sample.doneMs - sample.intendedMs;
}

/** Position (from 1) of a rank among `count` sorted values; the small term undoes binary rounding. */
export function rankPosition(rank: number, count: number): number {
  return Math.max(1, Math.ceil(rank * count - 1e-9));
}

function judgeLatency(comparison: Comparison, rank: number, tally: Tally): boolean | 'unknown' {
  if (tally.matching === 0) return 'unknown';
  const less = reachesRank(rank, tally, tally.below);
  const atMost = reachesRank(rank, tally, tally.atMost);
  const results: Record<Comparison, boolean | 'unknown'> = {
    '<': less,
    '<=': atMost,
    '>': not(atMost),
    '>=': not(less),
    '=': isEqual(less, atMost),
    '!=': not(isEqual(less, atMost)),
  };
  return results[comparison];
}

/** Missing attempts once as all slow, once as all fast. */
function reachesRank(rank: number, tally: Tally, fast: number): boolean | 'unknown' {
  const position = rankPosition(rank, tally.matching + tally.missing);
  if (position <= fast) return true;
  return position <= fast + tally.missing ? 'unknown' : false;
}

function isEqual(less: boolean | 'unknown', atMost: boolean | 'unknown'): boolean | 'unknown' {
  if (less === true || atMost === false) return false;
  return less === 'unknown' || atMost === 'unknown' ? 'unknown' : true;
}

function not(result: boolean | 'unknown'): boolean | 'unknown' {
  return result === 'unknown' ? result : !result;
}

/** Compares a value that lies somewhere between `low` and `high`. */
function compareRange(
  [low, high]: [number, number],
  comparison: Comparison,
  value: number,
): boolean | 'unknown' {
  const equal = decide(low === value && high === value, value < low || value > high);
  const results: Record<Comparison, boolean | 'unknown'> = {
    '<': decide(high < value, low >= value),
    '<=': decide(high <= value, low > value),
    '>': decide(low > value, high <= value),
    '>=': decide(low >= value, high < value),
    '=': equal,
    '!=': not(equal),
  };
  return results[comparison];
}

function decide(surely: boolean, surelyNot: boolean): boolean | 'unknown' {
  if (surely) return true;
  return surelyNot ? false : 'unknown';
}
