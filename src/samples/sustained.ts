import type { Condition } from '../condition/condition.ts';
import type { Coverage } from './coverage.ts';
import type { Sample } from './series.ts';
import { findWindow } from './sliding.ts';
import { hasLabel, latencyMs, latencyRanks } from './tally.ts';

/** A bad stretch: of an attempt that is bad and the four after it, at least three are bad. Fewer are strays, not impact. */
const stretchLength = 5;
const stretchBad = 3;

/** Start of the first bad stretch at or after `fromMs`: the intended instant of its first bad attempt; null when there is none. */
export function findImpact(coverage: Coverage, that: Condition[], fromMs: number): number | null {
  const samples = coverage.samples.filter(({ intendedMs }) => intendedMs >= fromMs);
  const bad = samples.map((sample) => !isGood(sample, that, null));
  const at = bad.findIndex(
    (isBad, at) => isBad && bad.slice(at, at + stretchLength).filter(Boolean).length >= stretchBad,
  );
  return samples[at]?.intendedMs ?? null;
}

export interface Recovery {
  /** First good attempt after the impact. One green sample is not recovery. */
  firstOkMs: number | null;
  /** Start of the first window of `sustainedMs` that passes and begins with a good attempt; what was not measured is left out. */
  sustainedMs: number | null;
  /** The same if every attempt that was not measured had gone badly: the latest that recovery can have been. */
  latestMs: number | null;
}

export interface RecoverySearch {
  that: Condition[];
  /** Region that must have answered; null: any. */
  region: string | null;
  /** Length of the window. */
  windowMs: number;
  /** The impact. */
  fromMs: number;
}

/** When users were back, and stayed. */
export function findRecovery(coverage: Coverage, search: RecoverySearch): Recovery {
  const { that, region, windowMs, fromMs } = search;
  const begins = (sample: Sample) => isGood(sample, that, region);
  const window = { that, region, lengthMs: windowMs, fromMs, untilMs: coverage.toMs, begins };
  return {
    firstOkMs:
      coverage.samples.find((sample) => sample.intendedMs >= fromMs && begins(sample))?.intendedMs ?? null,
    sustainedMs: findWindow(coverage, { ...window, missing: 'left-out' }),
    latestMs: findWindow(coverage, { ...window, missing: 'held-against' }),
  };
}

/** Ok, from the region that is asked for, and within every upper bound that the conditions set on latency. */
export function isGood(sample: Sample, that: Condition[], region: string | null): boolean {
  return hasLabel(sample, 'ok', region) && that.every((condition) => !isLate(sample, condition));
}

function isLate(sample: Sample, { name, comparison, value, of }: Condition): boolean {
  if (!(name in latencyRanks) || typeof value !== 'number' || of !== null) return false;
  if (comparison === '<') return latencyMs(sample) >= value;
  return comparison === '<=' && latencyMs(sample) > value;
}
