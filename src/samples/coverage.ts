import type { Gap, Sample, Series } from './series.ts';

/** A series as figures need it: the attempts that count, in order of their intended instants, and what was not measured. */
export interface Coverage {
  /** Every attempt, in order of its intended instant. */
  all: Sample[];
  /** Attempts outside every gap: those inside one say more about the sampler than about the target. */
  samples: Sample[];
  /** Merged and in order: recorded gaps, and attempts that the pace demands but that are not there. */
  gaps: Gap[];
  everyMs: number;
  /** The measured stretch, monotonic: from the first intended attempt to one interval after the last. */
  fromMs: number;
  toMs: number;
}

/** Sorts a series and finds everything that it did not measure. */
export function coverSeries(series: Series): Coverage {
  const { everyMs, startedAt } = series.header;
  const ordered = series.samples.toSorted((left, right) => left.intendedMs - right.intendedMs);
  const fromMs = Math.min(startedAt.monoMs, ordered[0]?.intendedMs ?? Infinity);
  const toMs = (ordered.at(-1)?.intendedMs ?? fromMs - everyMs) + everyMs;
  const gaps = mergeGaps([...series.gaps, ...findHoles(ordered, { everyMs, fromMs })]);
  return { all: ordered, samples: dropCovered(ordered, gaps), gaps, everyMs, fromMs, toMs };
}

/** Milliseconds of [fromMs, toMs) that were not measured; before the first and after the last attempt nothing was. */
export function sumGapMs(coverage: Coverage, window: { fromMs: number; toMs: number }): number {
  const { fromMs, toMs } = window;
  const before = Math.max(0, Math.min(toMs, coverage.fromMs) - fromMs);
  const after = Math.max(0, toMs - Math.max(fromMs, coverage.toMs));
  let sum = before + after;
  const inner = { fromMs: Math.max(fromMs, coverage.fromMs), toMs: Math.min(toMs, coverage.toMs) };
  for (let at = firstGapAfter(coverage.gaps, inner.fromMs); at < coverage.gaps.length; at++) {
    const gap = coverage.gaps[at]!;
    if (gap.fromMs >= inner.toMs) break;
    sum += Math.max(0, Math.min(gap.toMs, inner.toMs) - Math.max(gap.fromMs, inner.fromMs));
  }
  return sum;
}

/** Milliseconds that were not measured right before an instant (up to one and a half intervals away): how much earlier it may have been. */
export function gapTouchingMs(coverage: Coverage, instantMs: number): number {
  const reach = instantMs - coverage.everyMs * 1.5;
  const gap = coverage.gaps.findLast(({ fromMs, toMs }) => fromMs < instantMs && toMs >= reach);
  return gap === undefined ? 0 : Math.min(gap.toMs, instantMs) - gap.fromMs;
}

/** An attempt is missing when two neighbours are further apart than one and a half intervals. */
function findHoles(ordered: Sample[], pace: { everyMs: number; fromMs: number }): Gap[] {
  const holes: Gap[] = [];
  let expectedMs = pace.fromMs;
  for (const { intendedMs } of ordered) {
    if (intendedMs - expectedMs > pace.everyMs / 2) {
      holes.push({ fromMs: expectedMs, toMs: intendedMs, why: 'attempts are missing' });
    }
    expectedMs = intendedMs + pace.everyMs;
  }
  return holes;
}

function mergeGaps(gaps: Gap[]): Gap[] {
  const merged: Gap[] = [];
  for (const gap of gaps.toSorted((left, right) => left.fromMs - right.fromMs)) {
    const last = merged.at(-1);
    if (last === undefined || gap.fromMs > last.toMs) merged.push({ ...gap });
    else last.toMs = Math.max(last.toMs, gap.toMs);
  }
  return merged;
}

function dropCovered(ordered: Sample[], gaps: Gap[]): Sample[] {
  let at = 0;
  return ordered.filter(({ intendedMs }) => {
    while (at < gaps.length && gaps[at]!.toMs <= intendedMs) at++;
    const gap = gaps[at];
    return gap === undefined || intendedMs < gap.fromMs;
  });
}

function firstGapAfter(gaps: Gap[], instantMs: number): number {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (gaps[middle]!.toMs <= instantMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
