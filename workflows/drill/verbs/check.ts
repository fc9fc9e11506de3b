import { quoteConditions } from '../../../src/condition/quote-conditions.ts';
import { evaluateValues } from '../../../src/condition/evaluate-values.ts';
import type { CheckStep } from '../../../src/plan/plan.ts';
import { type Found, StepFailed } from '../../seam/failure.ts';
import type { Run } from '../run.ts';
import { callPlanned } from '../operate.ts';

/** Runs a check and compares its values with the step's conditions. */
export async function runCheck(run: Run, step: CheckStep): Promise<Found> {
  const answer = await callPlanned(run, step, { phase: 'check' });
  const { values, details } = answer.result.outcome;
  const { held, seen } = evaluateValues(step.that, values);
  const found = { at: answer.endedAt, attempts: answer.attempt, values, details: { ...details, seen } };
  if (held === true) return found;
  const expected = quoteConditions(step.that);
  const message = `${step.id} does not hold: expected ${expected}, got ${seen.join(', ')}`;
  const hint = 'look at the details of the check in the evidence';
  throw new StepFailed({ kind: 'CheckFailed', message, hint }, found);
}
