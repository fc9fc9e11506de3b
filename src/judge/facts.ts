import type { DrillRef } from '../operation/contract.ts';
import { coverSeries, type Coverage } from '../samples/coverage.ts';
import { measureCovered, type Measured } from '../samples/window.ts';
import type { Series } from '../samples/series.ts';
import type { Plan } from '../plan/plan.ts';
import type { Report } from '../report/report.ts';
import type { Instant } from '../time/instant.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';
import { collectEnding, type Ending } from './ending.ts';
import { collectFaults, type FaultFact } from './fault-facts.ts';
import { type TimedEvent, timedOf, timeEvents } from './timed-event.ts';
import { collectSteps, type StepFact } from './step-facts.ts';

/** All that a judgement needs; the same input gives the same report to the digit. */
export interface JudgeInput {
  plan: Plan;
  timeline: TimelineEvent[];
  /** By watch. */
  series: Record<string, Series>;
  drill: DrillRef;
  startedBy: Report['startedBy'];
  calls: Report['calls'];
  /** Some attempt died before it could say what it had called. */
  callsAtLeast: boolean;
}

/** What plan, timeline and samples say, sorted by subject. Instants are monotonic ms of the measuring host. */
export interface Facts {
  plan: Plan;
  events: TimedEvent[];
  /** Any instant that both clocks know. */
  base: Instant;
  steps: Map<string, StepFact>;
  faults: FaultFact[];
  ending: Ending;
  coverages: Map<string, Coverage>;
}

/** Folds the timeline once; every checker reads its result. */
export function collectFacts({ plan, timeline, series }: JudgeInput): Facts {
  const base = findBase(timeline, series);
  const events = timeEvents(timeline, base);
  return {
    plan,
    events,
    base,
    steps: collectSteps(events),
    faults: collectFaults(plan, events, base),
    ending: collectEnding(events),
    coverages: new Map(Object.entries(series).map(([watch, series]) => [watch, coverSeries(series)])),
  };
}

/** The last instant that a Date can hold. */
const lastDateMs = 8.64e15;

/** A monotonic instant as ISO text; what no calendar knows becomes its end. */
export function isoOf(base: Instant, monoMs: number): string {
  const atMs = Math.round(base.at + monoMs - base.monoMs) || 0;
  return new Date(Math.min(Math.max(atMs, -lastDateMs), lastDateMs)).toISOString();
}

/** What a watch measured right before its steady check was answered; null when it was not measured. */
export function measureSteady(facts: Facts, watch: string): Measured | null {
  const coverage = facts.coverages.get(watch);
  const steady = timedOf(facts.events, 'expectations-checked').findLast(({ phase }) => phase === 'steady');
  if (coverage === undefined || steady === undefined) return null;
  const window = { fromMs: steady.atMs - facts.plan.pace.sustainedMs, toMs: steady.atMs };
  return measureCovered(coverage, window);
}

/** Where the clock of an outage may begin: the first fault, else the first change; in a disaster it ran before the drill did. */
export function disturbedMs(facts: Facts): number {
  if (facts.plan.occasion === 'disaster') return facts.ending.startedMs;
  const fault = facts.faults.find(({ injectingMs }) => injectingMs !== null)?.injectingMs ?? null;
  const change = timedOf(facts.events, 'previewed')[0]?.atMs ?? null;
  return fault ?? change ?? facts.ending.startedMs;
}

function findBase(timeline: TimelineEvent[], series: Record<string, Series>): Instant {
  const first = timeline.find(({ at }) => at !== null)?.at;
  return first ?? Object.values(series)[0]?.header.startedAt ?? { at: 0, monoMs: 0, boot: '' };
}
