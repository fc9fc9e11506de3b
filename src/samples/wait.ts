import type { Condition } from '../condition/condition.ts';
import { coverSeries, type Coverage } from './coverage.ts';
import type { Series, SeriesHeader } from './series.ts';
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
 * Whether a condition has held over a window of `sustainedMs` that began since `sinceMs`. Attempts in flight are not measured
 * yet: they count for neither side, and where they could turn the answer it is unknown.
 */
export function evaluateWait(series: Series, question: WaitQuestion): WaitAnswer {
  const { region, sustainedMs, sinceMs } = question;
  const coverage = coverSeries(series);
  const steady = question.steady ? measureCovered(coverage, question.steady) : null;
  const that = question.that.map((condition) => resolveCondition(condition, steady));
  const untilMs = findSettled(coverage, series.header, question.nowMs);
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

/**
 * The end of what can be judged: the last attempt that is in the file. A sampler that fell silent cannot hold it back for longer
 * than an attempt may take: from then on its silence is a gap.
 */
function findSettled(coverage: Coverage, { timeoutMs }: SeriesHeader, nowMs: number): number {
  return Math.min(nowMs, Math.max(coverage.toMs, nowMs - timeoutMs - flushMs));
}
