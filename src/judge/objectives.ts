import { messageOf } from '../errors/operation-error.ts';
import type { Objective } from '../plan/plan.ts';
import type { ReportedObjective } from '../report/objectives/tell-objectives.ts';
import type { Facts } from './facts.ts';
import { rpo } from './judge-rpo.ts';
import { rto } from './judge-rto.ts';
import type { ObjectiveKind, ObjectiveName } from './objective-kind.ts';
import type { Outage } from './outage.ts';

const kinds: { [Name in ObjectiveName]: ObjectiveKind<Name> } = { rto, rpo };

/** Every objective against what was measured, and the outages behind the recovery times. */
export function judgeObjectives(facts: Facts): { objectives: ReportedObjective[]; outages: Outage[] } {
  const judged = facts.plan.objectives.map((objective) => judgeOne(facts, objective));
  return {
    objectives: judged.map(({ reported }) => reported),
    outages: judged.map(({ outage }) => outage).filter((outage) => outage !== null),
  };
}

function judgeOne(
  facts: Facts,
  objective: Objective,
): { reported: ReportedObjective; outage: Outage | null } {
  const kind = kindOf(objective);
  try {
    return kind.judge(facts, objective);
  } catch (error) {
    const { watch, targetMs } = objective;
    const how = `it could not be judged: ${messageOf(error)}`;
    const known = { watch, targetMs, actualMs: null, verdict: 'inconclusive' as const, how };
    return { reported: kind.unjudged(known), outage: null };
  }
}

function kindOf<Name extends ObjectiveName>({ name }: { name: Name }): ObjectiveKind<Name> {
  return kinds[name];
}
