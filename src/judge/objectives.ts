import { messageOf } from '../errors/operation-error.ts';
import type { Objective } from '../plan/plan.ts';
import type { ReportedObjective } from '../report/report.ts';
import type { Facts } from './facts.ts';
import { judgeRpo } from './judge-rpo.ts';
import { judgeRto } from './judge-rto.ts';
import { measureOutage, type Outage } from './outage.ts';

/** Every objective against what was measured, and the outages behind the recovery times. */
export function judgeObjectives(facts: Facts): { objectives: ReportedObjective[]; outages: Outage[] } {
  const outages: Outage[] = [];
  const objectives = facts.plan.objectives.map((objective) => {
    try {
      if (objective.name === 'rpo') return judgeRpo(facts, objective);
      const outage = measureOutage(facts, objective);
      if (outage !== null) outages.push(outage);
      return judgeRto(facts, objective, outage);
    } catch (error) {
      return reportUnjudged(objective, `it could not be judged: ${messageOf(error)}`);
    }
  });
  return { objectives, outages };
}

function reportUnjudged({ name, watch, targetMs }: Objective, how: string): ReportedObjective {
  const known = { watch, targetMs, actualMs: null, verdict: 'inconclusive' as const, how };
  if (name === 'rto') return { name, ...known, withoutHumansMs: null, errorMs: null };
  return { name, ...known, rowsLost: null, rowsAcknowledged: null, phantomRows: null };
}
