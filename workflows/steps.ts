import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { OnFailure, PlanStep, TogetherStep } from '../src/plan/plan.ts';
import { DrillStopped, type Found, describeFailure, foundBefore } from './failure.ts';
import { engineActivities } from './activities.ts';
import { type OpenQuestion, type Run, record, setStatus } from './run.ts';
import { runAction } from './verbs/do.ts';
import { runApprove } from './verbs/approve.ts';
import { runCheck } from './verbs/check.ts';
import { runHeal } from './verbs/heal.ts';
import { runInject } from './verbs/inject.ts';
import { runWait } from './verbs/wait.ts';

/** What a step that succeeded leaves. */
export type StepResult = Found;

/** Runs steps one after the other; throws DrillStopped when the drill leaves them before their end. */
export async function runSteps(run: Run, steps: PlanStep[]): Promise<void> {
  for (const step of steps) await runStep(run, step);
}

/** One step until it is done, skipped, or stops the drill. A failure asks a person after the seal, and undoes before it. */
async function runStep(run: Run, step: PlanStep): Promise<void> {
  for (;;) {
    if (run.abort !== null && (await decideAfterAbort(run, step)) === 'next') return;
    setStatus(run, step.id, 'running');
    record(run, {
      kind: 'step-started',
      at: null,
      step: step.id,
      operation: 'operation' in step ? step.operation : null,
    });
    try {
      finishStep(run, step, await attempt(run, step));
      return;
    } catch (error) {
      if (error instanceof DrillStopped) throw error;
      if ((await decideFailure(run, step, error)) === 'next') return;
    }
  }
}

async function attempt(run: Run, step: PlanStep): Promise<StepResult> {
  // Everything runs in one non-cancellable scope; an abort cancels exactly the steps under way.
  const scope = new CancellationScope({ cancellable: true });
  run.scopes.add(scope);
  try {
    return await scope.run(() => dispatch(run, step));
  } finally {
    run.scopes.delete(scope);
  }
}

async function dispatch(run: Run, step: PlanStep): Promise<StepResult> {
  switch (step.verb) {
    case 'check':
      return await runCheck(run, step);
    case 'do':
      return await runAction(run, step);
    case 'inject':
      return await runInject(run, step);
    case 'heal':
      return await runHeal(run, step);
    case 'approve':
      return await runApprove(run, step);
    case 'wait':
      return await runWait(run, step);
    case 'together':
      return await runTogether(run, step);
  }
}

/** All lanes settle before the first problem is passed on: no lane may act after its neighbour was undone. */
async function runTogether(run: Run, step: TogetherStep): Promise<StepResult> {
  const lanes = await Promise.allSettled(step.lanes.map((lane) => runSteps(run, lane)));
  const problem = lanes.find((lane) => lane.status === 'rejected');
  if (problem !== undefined) throw problem.reason;
  return { at: null, attempts: 1, values: {}, details: {} };
}

function finishStep(run: Run, step: PlanStep, result: StepResult): void {
  const { at, attempts, values, details } = result;
  run.values[step.id] = values;
  if (step.mark !== null && at !== null) {
    run.marks[step.mark] = at;
    record(run, { kind: 'mark', at, name: step.mark, step: step.id, how: `end of ${step.id}` });
  }
  record(run, {
    kind: 'step-finished',
    at,
    step: step.id,
    status: 'done',
    attempts,
    values,
    details,
    failure: null,
  });
  setStatus(run, step.id, 'done');
}

/** `retry` runs the step again, `next` goes on; otherwise the drill stops here. */
async function decideFailure(run: Run, step: PlanStep, error: unknown): Promise<'retry' | 'next'> {
  const failure = describeFailure(error);
  const aborted = run.abort !== null && isCancellation(error);
  const status = aborted ? 'aborted' : 'failed';
  record(run, { kind: 'step-finished', step: step.id, status, failure, ...foundBefore(error) });
  setStatus(run, step.id, status);
  if (aborted) return await decideAfterAbort(run, step);
  if (failure.kind === 'Reset') throw new DrillStopped('reset', failure.message);
  const policy = policyOf(run, step);
  if (policy === 'continue') return 'next';
  if (policy === 'undo') throw new DrillStopped('failed', failure.message);
  return await ask(run, step, failure);
}

function policyOf(run: Run, step: PlanStep): OnFailure {
  const stated = step.onFailure ?? (step.verb === 'approve' && run.sealedBy === null ? step.otherwise : null);
  if (run.sealedBy !== null) return stated === 'continue' ? 'continue' : 'ask';
  return stated ?? 'undo';
}

/** Before the seal an abort ends the drill; after it, it becomes a question: going back is no longer possible. */
async function decideAfterAbort(run: Run, step: PlanStep): Promise<'retry' | 'next'> {
  const { name } = run.abort!;
  if (run.sealedBy === null || run.abort!.via === 'cancel')
    throw new DrillStopped('aborted', `aborted by ${name ?? 'someone'}`);
  run.abort = null;
  const failure = {
    kind: 'Aborted',
    message: `aborted by ${name ?? 'someone'} after the point of no return`,
    hint: 'retry goes on with this step, give-up ends the drill and keeps what was recovered',
  };
  return await ask(run, step, failure);
}

async function ask(run: Run, step: PlanStep, failure: OpenQuestion['failure']): Promise<'retry' | 'next'> {
  const clock = engineActivities(run.prepared.hostQueue, 10_000);
  const question: OpenQuestion = { step: step.id, failure, skippable: step.verb !== 'approve', answer: null };
  run.questions.push(question);
  record(run, { kind: 'step-asked', at: await clock['clock.read'](), step: step.id, failure });
  setStatus(run, step.id, 'asking');
  await condition(
    () =>
      question.answer !== null ||
      (run.abort !== null && (run.sealedBy === null || run.abort.via === 'cancel')),
  );
  run.questions = run.questions.filter((open) => open !== question);
  const { answer } = question;
  if (answer === null) throw new DrillStopped('aborted', `aborted while ${step.id} asked`);
  const { decision, name, reason } = answer;
  record(run, {
    kind: 'step-decided',
    at: await clock['clock.read'](),
    step: step.id,
    decision,
    name,
    reason,
  });
  if (decision === 'give-up')
    throw new DrillStopped('given-up', `given up at ${step.id}: ${reason ?? 'no reason given'}`);
  if (decision === 'skip') {
    record(run, {
      kind: 'step-finished',
      at: null,
      step: step.id,
      status: 'skipped',
      attempts: 0,
      values: {},
      details: {},
      failure,
    });
    setStatus(run, step.id, 'skipped');
  }
  return decision === 'skip' ? 'next' : 'retry';
}
