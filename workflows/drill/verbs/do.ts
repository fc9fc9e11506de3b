import type { DoStep } from '../../../src/plan/plan.ts';
import { type Found, hasSurelyEnded } from '../../seam/failure.ts';
import { tellEnded, tellUndo } from '../guardian-link.ts';
import { record } from '../record.ts';
import { noteFence } from '../seal.ts';
import { sealDrill } from '../sealing.ts';
import type { Run } from '../run.ts';
import { callPlanned, fillReferences, previewStep } from '../operate.ts';

/** The one way for an action: preview, drift, tell the guardian (or seal), act. */
export async function runAction(run: Run, step: DoStep): Promise<Found> {
  const preview = await previewStep(run, step);
  if (step.irreversible === null) {
    await tellUndo(run, {
      step: step.id,
      kind: 'action',
      operation: step.operation,
      component: step.component,
      sees: step.sees,
      with: fillReferences(run, step.with),
      prior: preview.prior,
      undo: step.undo,
      ttlMs: null,
    });
    if (preview.changes.length > 0)
      record(run, { kind: 'guarded', at: null, step: step.id, undo: step.undo });
  } else await sealDrill(run, step.id, step.irreversible);
  try {
    const answer = await callPlanned(run, step, { phase: 'run', prior: preview.prior });
    const { replaces = [] } = preview;
    if (replaces.length > 0) noteFence(run, replaces, answer.startedAt);
    await tellEnded(run, step.id);
    return { at: answer.endedAt, attempts: answer.attempt, ...answer.result.outcome };
  } catch (error) {
    if (hasSurelyEnded(error)) await tellEnded(run, step.id);
    throw error;
  }
}
