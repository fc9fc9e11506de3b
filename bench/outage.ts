import type { Sample } from '../src/samples/series.ts';

/** A client is back when all its attempts were answered for so long. */
const goodMs = 1_000;

/**
 * When users were away: from the first attempt that failed to the first one that `region` answered and after which, for a second,
 * none failed. Monotonic milliseconds of intended instants; null while they are not back.
 */
export function measureOutage(samples: Sample[], region: string): { fromMs: number; toMs: number } | null {
  const first = samples.findIndex(({ label }) => label !== 'ok');
  const lastBad = samples.findLastIndex(({ label }) => label !== 'ok');
  const back = samples.slice(lastBad + 1).find((sample) => sample.region === region);
  const last = samples.at(-1);
  if (first < 0 || back === undefined || last!.intendedMs - back.intendedMs < goodMs) return null;
  return { fromMs: samples[first]!.intendedMs, toMs: back.intendedMs };
}
