import type { JudgeInput } from '../../src/judge/facts.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { TimelineEvent } from '../../src/timeline/timeline.ts';
import { makePlan } from './synthetic-plan.ts';
import { makeSeries, type Behaviour } from './synthetic-series.ts';
import { makeTimeline, script } from './synthetic-timeline.ts';

export interface DrillVariation {
  reads?: Behaviour;
  writes?: Behaviour;
  /** Rows that the audit found; by default what was acknowledged before it. */
  presentRanges?: [number, number][];
  plan?: (plan: Plan) => Plan;
  timeline?: (events: TimelineEvent[]) => TimelineEvent[];
}

/** West until the fault, refused until the recovery, then east. */
export function failover(atMs: number): ReturnType<Behaviour> {
  if (atMs < script.impactMs) return { region: 'west' };
  if (atMs < script.recoveredMs) return { label: 'refused', region: null };
  return { region: 'east' };
}

/** The same with a numbered row for every acknowledged write. */
export function ledger(atMs: number, number: number): ReturnType<Behaviour> {
  const behaviour = failover(atMs);
  return behaviour?.label === undefined ? { ...behaviour, value: number } : behaviour;
}

/** A whole region failover as plan, timeline and samples: clean unless varied. */
export function makeDrill(variation: DrillVariation = {}): JudgeInput {
  const pace = { everyMs: script.everyMs, fromMs: 0, toMs: 23_900 };
  const present = variation.presentRanges ?? [
    [0, script.impactMs / script.everyMs - 1],
    [script.recoveredMs / script.everyMs, script.auditMs / script.everyMs],
  ];
  const plan = makePlan();
  const timeline = makeTimeline(present);
  return {
    plan: variation.plan?.(plan) ?? plan,
    timeline: variation.timeline?.(timeline) ?? timeline,
    series: {
      reads: makeSeries({ watch: 'reads', behave: variation.reads ?? failover, ...pace }),
      writes: makeSeries({ watch: 'writes', behave: variation.writes ?? ledger, ...pace }),
    },
    drill: { id: 'region-failover-1', key: 'k3y' },
    startedBy: { name: 'bob', assurance: 'claimed' },
    calls: { west: { rds: 3 } },
    callsAtLeast: false,
  };
}
