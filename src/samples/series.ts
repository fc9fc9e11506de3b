import type { Instant } from '../time/instant.ts';

/**
 * One attempt of a watch. Times are monotonic milliseconds of the measuring host, so that they compare with marks.
 * Latency counts from the intended instant: from the sent one, an attempt that a blocked sender held back would look fast
 * (coordinated omission).
 */
export interface Sample {
  number: number;
  intendedMs: number;
  sentMs: number;
  doneMs: number;
  label: string;
  region: string | null;
  address: string | null;
  fresh: boolean;
  value: number | null;
  note: string | null;
}

/** A stretch that was not measured (sampler stalled, dead or not yet there); widens every figure that it touches. */
export interface Gap {
  fromMs: number;
  toMs: number;
  why: string;
}

/** First line of a sample file. */
export interface SeriesHeader {
  schema: 1;
  watch: string;
  operation: string;
  component: string;
  labels: string[];
  everyMs: number;
  timeoutMs: number;
  /** Instant of the first intended attempt. */
  startedAt: Instant;
}

/** A whole sample file, parsed. Samples are in order of `number`. `endedAt` is null while the sampler runs. */
export interface Series {
  header: SeriesHeader;
  samples: Sample[];
  gaps: Gap[];
  endedMs: number | null;
}
