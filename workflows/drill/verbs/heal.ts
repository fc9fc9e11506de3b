import type { HealStep } from '../../../src/plan/plan.ts';
import { engineActivities } from '../../seam/activities.ts';
import { type Found, StepFailed } from '../../seam/failure.ts';
import { askGuardian } from '../guardian-link.ts';
import { type Run, record } from '../run.ts';

/** Has the guardian heal one fault now. */
export async function runHeal(run: Run, step: HealStep): Promise<Found> {
  const clock = engineActivities(run.prepared.hostQueue, 10_000);
  record(run, { kind: 'fault-healing', at: await clock['clock.read'](), step: step.fault, by: 'guardian' });
  const stuck = await askGuardian(run, { kind: 'heal', step: step.fault });
  if (stuck.length > 0) {
    throw new StepFailed({
      kind: 'NotHealed',
      message: `${step.fault} could not be healed`,
      hint: 'heal it by hand, then retry',
    });
  }
  delete run.faults[step.fault];
  return { at: await clock['clock.read'](), attempts: 1, values: {}, details: {} };
}
