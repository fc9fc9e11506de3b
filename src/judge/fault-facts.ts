import { flattenSteps, type Plan } from '../plan/plan.ts';
import type { Instant } from '../time/instant.ts';
import type { TimedEvent } from './timed-event.ts';

/** One fault of the plan as it went. */
export interface FaultFact {
  step: string;
  operation: string;
  /** Region that it takes away; null: it takes away less. */
  region: string | null;
  /** Monotonic; null when it was never injected. */
  injectingMs: number | null;
  /** Monotonic instant of its ttl. */
  expiresMs: number | null;
  /** Null: nobody looked. */
  confirmation: { atMs: number; confirmed: boolean; evidence: string } | null;
  healingMs: number | null;
  healing: { atMs: number; healed: boolean; by: string; evidence: string } | null;
}

/** Every fault that the plan injects, injected or not. */
export function collectFaults(plan: Plan, events: TimedEvent[], base: Instant): FaultFact[] {
  return flattenSteps(plan.steps).flatMap((step) => {
    if (step.verb !== 'inject') return [];
    const region = step.takesAway.kind === 'region' ? step.takesAway.region : null;
    return [foldFault(emptyFault(step.id, step.operation, region), events, base)];
  });
}

/** A fault without which nothing can be concluded, and that nobody saw bite; a disaster needs none of ours. */
export function findUnconfirmed({ plan, faults }: { plan: Plan; faults: FaultFact[] }): FaultFact | null {
  if (plan.occasion === 'disaster') return null;
  return faults.find(({ confirmation }) => confirmation?.confirmed !== true) ?? null;
}

/** What is missing of such a fault: `fault lose-region was not injected`. */
export function sayUnconfirmed({ step, injectingMs }: FaultFact): string {
  return `fault ${step} was not ${injectingMs === null ? 'injected' : 'confirmed'}`;
}

function emptyFault(step: string, operation: string, region: string | null): FaultFact {
  return {
    step,
    operation,
    region,
    injectingMs: null,
    expiresMs: null,
    confirmation: null,
    healingMs: null,
    healing: null,
  };
}

function foldFault(fault: FaultFact, events: TimedEvent[], base: Instant): FaultFact {
  return events
    .filter((event) => 'step' in event && event.step === fault.step)
    .reduce((known, event) => addEvent(known, event, base), fault);
}

function addEvent(fault: FaultFact, event: TimedEvent, base: Instant): FaultFact {
  const { atMs } = event;
  if (event.kind === 'fault-injecting') {
    // From its own announcement: the wall clock may have been set since the drill began.
    const announcedAt = event.at?.at ?? base.at + atMs - base.monoMs;
    const expiresMs = atMs + event.expiresAt - announcedAt;
    return { ...fault, injectingMs: fault.injectingMs ?? atMs, expiresMs };
  }
  if (event.kind === 'fault-confirmed') {
    return { ...fault, confirmation: { atMs, confirmed: event.confirmed, evidence: event.evidence } };
  }
  if (event.kind === 'fault-healing') return { ...fault, healingMs: fault.healingMs ?? atMs };
  if (event.kind !== 'fault-healed') return fault;
  const { healed, by, evidence } = event;
  return { ...fault, healingMs: fault.healingMs ?? atMs, healing: { atMs, healed, by, evidence } };
}
