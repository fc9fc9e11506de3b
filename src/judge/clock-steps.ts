import { elapsedMs, type Instant } from '../time/instant.ts';
import type { Facts } from './facts.ts';

/** The wall clock of the measuring host was set between two events; forward is positive. */
export interface ClockStep {
  afterMs: number;
  beforeMs: number;
  byMs: number;
}

/** What a disciplined clock may gain or lose between two events of a drill without anybody setting it. */
const toleratedMs = 500;

/** Finds where wall and monotonic clock disagree about the time between two events of one boot. */
export function findClockSteps(facts: Facts): ClockStep[] {
  const steps: ClockStep[] = [];
  let last: { at: Instant; atMs: number } | null = null;
  for (const { at, atMs } of facts.events) {
    if (at === null || at.boot !== facts.base.boot) continue;
    const byMs: number = last === null ? 0 : at.at - last.at.at - elapsedMs(last.at, at);
    if (last !== null && Math.abs(byMs) > toleratedMs)
      steps.push({ afterMs: last.atMs, beforeMs: atMs, byMs: Math.round(byMs) });
    last = { at, atMs };
  }
  return steps;
}
