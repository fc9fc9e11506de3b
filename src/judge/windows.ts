import type { Window } from '../plan/plan.ts';
import type { Facts } from './facts.ts';
import { timedOf } from './timed-event.ts';

/** A stretch of monotonic time. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** Where a claim's window lies in this drill; null when the drill did not get that far. */
export function locateWindow(
  facts: Facts,
  { window, watch }: { window: Window; watch: string },
): Stretch | null {
  switch (window.kind) {
    case 'step':
      return locateStep(facts, window.step);
    case 'between':
      return locateBetween(facts, window.from, window.to);
    case 'after': {
      const step = locateStep(facts, window.step);
      return step === null ? null : { fromMs: step.toMs, toMs: step.toMs + window.withinMs };
    }
    case 'all':
      return facts.coverages.get(watch) ?? null;
  }
}

/** A step from start to end; a fault from inject started to heal started. */
export function locateStep(facts: Facts, step: string): Stretch | null {
  const fault = facts.faults.find((fault) => fault.step === step);
  if (fault !== undefined) {
    if (fault.injectingMs === null) return null;
    return { fromMs: fault.injectingMs, toMs: fault.healingMs ?? facts.ending.endedMs };
  }
  const fact = facts.steps.get(step);
  return fact === undefined || fact.end === null ? null : { fromMs: fact.startedMs, toMs: fact.end.atMs };
}

function locateBetween(facts: Facts, from: string, to: string): Stretch | null {
  const fromMs = findMarkMs(facts, from) ?? locateStep(facts, from)?.fromMs;
  const toMs = findMarkMs(facts, to) ?? locateStep(facts, to)?.toMs;
  return fromMs === undefined || toMs === undefined || toMs < fromMs ? null : { fromMs, toMs };
}

function findMarkMs(facts: Facts, name: string): number | undefined {
  return timedOf(facts.events, 'mark').find((mark) => mark.name === name)?.atMs;
}
