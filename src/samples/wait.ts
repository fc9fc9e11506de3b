import type { Condition } from '../operation/condition.ts';
import { coverSeries, type Coverage } from './coverage.ts';
import type { Series } from './series.ts';
import { findWindow } from './sliding.ts';
import type { Evaluation } from './tally.ts';
import { evaluateConditions, measureCovered, listValues, resolveCondition } from './window.ts';

/** Samplers write in batches: an attempt may be settled and not yet in the file. */
const flushMs = 250;

export interface WaitQuestion {
  that: Condition[];
  /** Region that must have answered; null: any. */
  region: string | null;
  /** Length of the trailing window. */
  sustainedMs: number;
  /** Monotonic instant of asking. */
  nowMs: number;
  /** Monotonic instant before which no window may begin. */
  sinceMs: number;
  /** Window that `of steady` relates to. */
  steady?: { fromMs: number; toMs: number } | null;
}

export interface WaitAnswer extends Evaluation {
  /** The first window in which it held, monotonic: known at its end. When it has not held: the last window that was looked at. */
  window: { fromMs: number; toMs: number };
  /** What that window measured, by name. */
  values: Record<string, number>;
}

/**
 * Whether a condition has held over a window of `sustainedMs` that began since `sinceMs`. Only settled time counts: up to the
 * first attempt that is still in flight. The answer does not depend on how often it is asked.
 */
export function evaluateWait(series: Series, question: WaitQuestion): WaitAnswer {
  const { region, sustainedMs, sinceMs } = question;
  const coverage = coverSeries(series);
  const steady = question.steady ? measureCovered(coverage, question.steady) : null;
  const that = question.that.map((condition) => resolveCondition(condition, steady));
  const untilMs = findSettled(series, question.nowMs);
  const search = { that, region, lengthMs: sustainedMs, fromMs: sinceMs, untilMs };
  const startMs = findWindow(coverage, { ...search, missing: 'held-against' });
  const toMs = startMs === null ? untilMs : startMs + sustainedMs;
  const window = { fromMs: toMs - sustainedMs, toMs };
  const measure = measureCovered(coverage, { ...window, region });
  const { held, seen } = evaluateConditions(that, measure);
  // A last window that would hold but began too early is no answer yet.
  const settled = startMs === null && held === true ? 'unknown' : held;
  return { held: startMs === null ? settled : true, seen, window, values: listValues(measure) };
}

/** The instant up to which every attempt is settled; a sampler that fell silent cannot hold it back for longer than its timeout. */
function findSettled(series: Series, nowMs: number): number {
  const { timeoutMs } = series.header;
  const settledMs = nowMs - timeoutMs - flushMs;
  const coverage: Coverage = coverSeries({ ...series, gaps: [] });
  const inFlight = coverage.gaps.find((gap) => gap.toMs > settledMs && !isRecorded(series, gap.fromMs));
  const frontierMs = inFlight === undefined ? coverage.toMs : inFlight.fromMs;
  return Math.min(nowMs, Math.max(frontierMs, settledMs));
}

function isRecorded(series: Series, instantMs: number): boolean {
  return series.gaps.some(({ fromMs, toMs }) => fromMs <= instantMs && instantMs < toMs);
}
