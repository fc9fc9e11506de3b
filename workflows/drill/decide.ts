import { CancellationScope, condition } from '@temporalio/workflow';
import type { OnFailure, PlanStep } from '../../src/plan/plan.ts';
import type { Failure } from '../../src/timeline/timeline.ts';
import { DrillStopped, describeFailure, foundBefore } from '../seam/failure.ts';
import { readClockAnyway } from './clock.ts';
import { abortOf, describeStop, endsDrill, resume, stopOf } from './ending.ts';
import { record, refreshBoard } from './record.ts';
import type { OpenQuestion, Run } from './run.ts';
import { isSealed } from './seal.ts';

/** What happens to a step that did not succeed: `retry` runs it again, `next` goes on without it. */
export type Decision = 'retry' | 'next';

/** Decides by the step's policy, or by a person. Throws DrillStopped when the drill ends here. */
export async function decideFailure(run: Run, step: PlanStep, error: unknown): Promise<Decision> {
  if (error instanceof DrillStopped) throw error;
  const failure = describeFailure(error);
  const aborted = abortOf(run) !== null;
  const status = aborted ? 'aborted' : 'failed';
  record(run, { kind: 'step-finished', step: step.id, status, failure, ...foundBefore(error) });
  // A lane inside an aborted group cannot ask any more: the group asks, once, for all its lanes.
  if (CancellationScope.current().consideredCancelled) throw error;
  if (aborted) return await decideAfterAbort(run, step);
  if (failure.kind === 'Reset') throw new DrillStopped('reset', failure.message);
  const policy = policyOf(run, step);
  if (policy === 'continue') return 'next';
  if (policy === 'undo') throw new DrillStopped('failed', failure.message);
  return await ask(run, step, failure);
}

function policyOf(run: Run, step: PlanStep): OnFailure {
  const stated = step.onFailure ?? (step.verb === 'approve' && !isSealed(run) ? step.otherwise : null);
  // What nobody approved must not happen, whatever the runbook says.
  const wanted = step.verb === 'approve' && stated === 'continue' ? 'ask' : stated;
  if (isSealed(run)) return wanted === 'continue' ? 'continue' : 'ask';
  return wanted ?? 'undo';
}

/** Before the seal an abort ends the drill; after it, it becomes a question: going back is no longer possible. */
export async function decideAfterAbort(run: Run, step: PlanStep): Promise<Decision> {
  const stopped = describeStop(abortOf(run)!);
  if (endsDrill(run)) throw stopped;
  resume(run);
  return await ask(run, step, {
    kind: 'Aborted',
    message: `${stopped.message} after the point of no return`,
    hint: 'retry goes on with this step, give-up ends the drill and keeps what was recovered',
  });
}

async function ask(run: Run, step: PlanStep, failure: Failure): Promise<Decision> {
  const question: OpenQuestion = { step: step.id, failure, skippable: step.verb !== 'approve', answer: null };
  record(run, { kind: 'step-asked', at: await readClockAnyway(run), step: step.id, failure });
  run.asking.questions.push(question);
  refreshBoard(run);
  try {
    await condition(() => question.answer !== null || stopOf(run) !== null || endsDrill(run));
  } finally {
    run.asking.questions = run.asking.questions.filter((open) => open !== question);
    const { decision, name, reason } = question.answer ?? {
      decision: 'aborted' as const,
      name: null,
      reason: null,
    };
    record(run, {
      kind: 'step-decided',
      at: await readClockAnyway(run),
      step: step.id,
      decision,
      name,
      reason,
    });
  }
  return applyAnswer(run, step, question);
}

function applyAnswer(run: Run, step: PlanStep, { answer, failure }: OpenQuestion): Decision {
  if (answer === null) throw stopOf(run) ?? new DrillStopped('aborted', `aborted while ${step.id} asked`);
  const { decision, reason } = answer;
  if (decision === 'give-up') {
    throw new DrillStopped('given-up', `given up at ${step.id}: ${reason ?? 'no reason given'}`);
  }
  if (decision === 'retry') return 'retry';
  const nothing = { at: null, attempts: 0, values: {}, details: {} };
  record(run, { kind: 'step-finished', step: step.id, status: 'skipped', failure, ...nothing });
  return 'next';
}
