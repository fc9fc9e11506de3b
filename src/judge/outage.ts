import type { Condition } from '../condition/condition.ts';
import type { Objective } from '../plan/plan.ts';
import { gapTouchingMs, type Coverage } from '../samples/coverage.ts';
import { findImpact, findRecovery, type Recovery } from '../samples/sustained.ts';
import { resolveCondition } from '../samples/window.ts';
import { roundMicro } from '../time/round-micro.ts';
import { disturbedMs, measureSteady, type Facts } from './facts.ts';

type RtoObjective = Extract<Objective, { name: 'rto' }>;

/** What the users of one watch went through, measured from its samples alone. */
export interface Outage {
  objective: RtoObjective;
  coverage: Coverage;
  /** The objective's conditions, `of steady` resolved. */
  that: Condition[];
  /** Where the search began: the instant the fault was being injected. */
  fromMs: number;
  impactMs: number | null;
  recovery: Recovery;
  /** Users were served by another region before, and by the objective's region for a whole window after. */
  moved: boolean;
  /** Impact to sustained recovery; 0 when they moved without an impact; null when they never recovered or nothing shows that there was anything to recover from. */
  lastedMs: number | null;
  /** How far off `lastedMs` can be: one interval, plus what was not measured where it matters. Null when it has no bound. */
  errorMs: number | null;
}

/** Null when the watch has no samples. */
export function measureOutage(facts: Facts, objective: RtoObjective): Outage | null {
  const coverage = facts.coverages.get(objective.watch);
  if (coverage === undefined || coverage.samples.length === 0) return null;
  const steady = measureSteady(facts, objective.watch);
  const that = objective.that.map((condition) => resolveCondition(condition, steady));
  const fromMs = disturbedMs(facts);
  const impactMs = findImpact(coverage, that, fromMs);
  const search = {
    that,
    region: objective.region,
    windowMs: facts.plan.pace.sustainedMs,
    fromMs: impactMs ?? fromMs,
  };
  const recovery = findRecovery(coverage, search);
  const moved = hasMoved({ objective, coverage, fromMs, recovery }, facts.plan.pace.sustainedMs);
  const known = { objective, coverage, that, fromMs, impactMs, recovery, moved };
  return { ...known, lastedMs: lastedMs(known), errorMs: errorMs(known) };
}

/** The outage of a watch by its recovery objective; without one, users are back when any region answers. */
export function measureOutageOf(facts: Facts, watch: string): Outage | null {
  const promised = facts.plan.objectives
    .filter((objective) => objective.name === 'rto')
    .find((objective) => objective.watch === watch);
  return measureOutage(facts, promised ?? { name: 'rto', watch, targetMs: 0, region: null, that: [] });
}

/** The outage that decides the story: never recovered first, then the longest; of equals the first. */
export function worstOutage(outages: Outage[]): Outage | null {
  const length = (outage: Outage) => outage.lastedMs ?? Infinity;
  return outages.reduce<Outage | null>(
    (worst, outage) => (worst === null || length(outage) > length(worst) ? outage : worst),
    null,
  );
}

type Known = Omit<Outage, 'lastedMs' | 'errorMs'>;

/** Without an impact only this tells a failover that nobody noticed from a probe that would always say ok. */
function hasMoved(
  { objective, coverage, fromMs, recovery }: Omit<Known, 'that' | 'impactMs' | 'moved'>,
  windowMs: number,
): boolean {
  if (objective.region === null || recovery.sustainedMs === null) return false;
  const before = coverage.samples.filter(
    ({ intendedMs }) => intendedMs >= fromMs - windowMs && intendedMs < fromMs,
  );
  return before.some(({ label, region }) => label === 'ok' && region !== null && region !== objective.region);
}

function lastedMs({ impactMs, recovery, moved }: Known): number | null {
  if (impactMs === null) return moved ? 0 : null;
  return recovery.sustainedMs === null ? null : roundMicro(recovery.sustainedMs - impactMs);
}

function errorMs({ coverage, impactMs, recovery, fromMs }: Known): number | null {
  if (impactMs === null) return coverage.everyMs;
  const { sustainedMs, latestMs } = recovery;
  if (sustainedMs === null || latestMs === null) return null;
  const earlierImpactMs = Math.min(gapTouchingMs(coverage, impactMs), impactMs - fromMs);
  const earlierRecoveryMs = gapTouchingMs(coverage, sustainedMs);
  return roundMicro(coverage.everyMs + earlierImpactMs + earlierRecoveryMs + (latestMs - sustainedMs));
}
