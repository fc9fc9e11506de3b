import type { HealStep } from '../../../src/plan/plan.ts';
import { type Found, StepFailed } from '../../seam/failure.ts';
import { askGuardian } from '../guardian-link.ts';
import { readClock } from '../clock.ts';
import { record } from '../record.ts';
import type { Run } from '../run.ts';

/** Has the guardian heal one fault now. */
export async function runHeal(run: Run, step: HealStep): Promise<Found> {
  record(run, { kind: 'fault-healing', at: await readClock(run), step: step.fault, by: 'guardian' });
  const stuck = await askGuardian(run, { kind: 'heal', step: step.fault });
  if (stuck.length > 0) {
    throw new StepFailed({
      kind: 'NotHealed',
      message: `${step.fault} could not be healed`,
      hint: 'heal it by hand, then retry',
    });
  }
  return { at: await readClock(run), attempts: 1, values: {}, details: {} };
}
