import type { InjectStep } from '../../../src/plan/plan.ts';
import { tellEnded, tellUndo } from '../guardian-link.ts';
import { type Found, StepFailed, hasSurelyEnded } from '../../seam/failure.ts';
import { readClock } from '../clock.ts';
import { record } from '../record.ts';
import type { Run } from '../run.ts';
import { callPlanned, fillReferences, previewStep } from '../operate.ts';

/** The one way for a fault: preview, drift, tell the guardian, journal and inject, confirm from outside that it bites. */
export async function runInject(run: Run, step: InjectStep): Promise<Found> {
  const preview = await previewStep(run, step);
  const { prior } = preview;
  await tellUndo(run, {
    step: step.id,
    kind: 'fault',
    operation: step.operation,
    component: step.component,
    sees: step.sees,
    with: fillReferences(run, step.with),
    prior,
    undo: 'on-abort',
    ttlMs: step.ttlMs,
  });
  const injected = await inject(run, step, prior);
  const answer = await callPlanned(run, step, { phase: 'confirm', prior });
  const { confirmed, evidence } = answer.result.confirmation;
  record(run, { kind: 'fault-confirmed', at: answer.endedAt, step: step.id, confirmed, evidence });
  if (!confirmed) {
    throw new StepFailed({
      kind: 'FaultNotConfirmed',
      message: `${step.id} does not bite: expected its effect to be seen from outside, got: ${evidence}`,
      hint: 'find out why the fault has no effect; a recovery from nothing proves nothing',
    });
  }
  return injected;
}

async function inject(
  run: Run,
  step: InjectStep,
  prior: Awaited<ReturnType<typeof previewStep>>['prior'],
): Promise<Found> {
  const { operation, id } = step;
  const at = await readClock(run);
  // Told before it acts: what was broken by an attempt that never answered is in the report too.
  record(run, { kind: 'fault-injecting', at, step: id, operation, expiresAt: at.at + step.ttlMs });
  try {
    const answer = await callPlanned(run, step, { phase: 'inject', prior, ttlMs: step.ttlMs });
    const { outcome, expiresAt } = answer.result;
    record(run, {
      kind: 'fault-injected',
      at: answer.endedAt,
      step: id,
      operation,
      details: outcome.details,
      expiresAt,
    });
    await tellEnded(run, step.id);
    return { at: answer.endedAt, attempts: answer.attempt, ...outcome };
  } catch (error) {
    if (hasSurelyEnded(error)) await tellEnded(run, step.id);
    throw error;
  }
}
