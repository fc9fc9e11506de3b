import type { DoStep } from '../../../src/plan/plan.ts';
import { type Found, hasSurelyEnded } from '../../seam/failure.ts';
import { seal, tellEnded, tellUndo } from '../guardian-link.ts';
import type { Run } from '../run.ts';
import { callStep, fillReferences, previewStep } from './operate.ts';

/** The one way for an action: preview, drift, tell the guardian (or seal), act. */
export async function runAction(run: Run, step: DoStep): Promise<Found> {
  const preview = await previewStep(run, step);
  if (step.irreversible === null) {
    await tellUndo(run, {
      step: step.id,
      kind: 'action',
      operation: step.operation,
      component: step.component,
      with: fillReferences(run, step.with),
      prior: preview.prior,
      undo: step.undo,
      ttlMs: null,
    });
    if (preview.changes.length > 0) noteChange(run, step);
  } else await seal(run, step.id, step.irreversible);
  try {
    const answer = await callStep(run, step, { phase: 'run', prior: preview.prior });
    if (answer.result.kind !== 'outcome')
      throw new Error(`action ${step.operation} answered ${answer.result.kind}`);
    if ((preview.replaces ?? []).length > 0) {
      run.fencedAt = answer.startedAt;
      run.unfencedBy = [];
    }
    run.replaced.push(...(preview.replaces ?? []));
    await tellEnded(run, step.id);
    return { at: answer.endedAt, attempts: answer.attempt, ...answer.result.outcome };
  } catch (error) {
    if (hasSurelyEnded(error)) await tellEnded(run, step.id);
    throw error;
  }
}

/** For the line about aborting: a step that is tried again stands there once. */
function noteChange(run: Run, { id, undo }: DoStep): void {
  const list = undo === 'never' ? run.lasting : run.undoable;
  if (!list.includes(id)) list.push(id);
}
