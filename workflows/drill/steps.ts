import type { PlanStep, StepOf, TogetherStep } from '../../src/plan/plan.ts';
import { abortable } from './abort.ts';
import { abortOf, stop, stopOf } from './ending.ts';
import { decideAfterAbort, decideFailure } from './decide.ts';
import { DrillStopped, type Found, StepFailed } from '../seam/failure.ts';
import { record } from './record.ts';
import type { Run } from './run.ts';
import { runAction } from './verbs/do.ts';
import { runApprove } from './verbs/approve.ts';
import { runCheck } from './verbs/check.ts';
import { runHeal } from './verbs/heal.ts';
import { runInject } from './verbs/inject.ts';
import { runWait } from './verbs/wait.ts';

/** Runs steps one after the other; throws DrillStopped when the drill leaves them before their end. */
export async function runSteps(run: Run, steps: PlanStep[]): Promise<void> {
  for (const step of steps) await runStep(run, step);
}

/**
 * One step until it is done, skipped, or stops the drill. A failure asks a person after the seal, and undoes before it. A
 * group that is tried again goes on where its lanes were; nothing begins after a neighbour has stopped the drill.
 */
async function runStep(run: Run, step: PlanStep): Promise<void> {
  while (run.story.statuses[step.id] !== 'done' && run.story.statuses[step.id] !== 'skipped') {
    const stopped = stopOf(run);
    if (stopped !== null) throw stopped;
    try {
      if (abortOf(run) !== null && (await decideAfterAbort(run, step)) === 'next') return;
      const operation = 'operation' in step ? step.operation : null;
      record(run, { kind: 'step-started', at: null, step: step.id, operation });
      const next = await attempt(run, step).then(
        (result) => finishStep(run, step, result),
        (error: unknown) => decideFailure(run, step, error),
      );
      if (next === 'next') return;
    } catch (error) {
      if (error instanceof DrillStopped) stop(run, error);
      throw error;
    }
  }
}

async function attempt(run: Run, step: PlanStep): Promise<Found> {
  requireSteps(run, step);
  return await abortable(run, () => runVerb(run, step));
}

/** A promotion without its fence is worse than none: what a step requires must have succeeded, not only been there. */
function requireSteps(run: Run, step: PlanStep): void {
  const missing = step.requires.filter((id) => run.story.statuses[id] !== 'done');
  if (missing.length === 0) return;
  throw new StepFailed({
    kind: 'RequirementMissing',
    message: `${step.id} was not begun: expected ${missing.join(', ')} to be done, got ${missing.map((id) => run.story.statuses[id] ?? 'nothing').join(', ')}`,
    hint: `${step.id} cannot be had without it: give up, or start a new drill`,
  });
}

/** Every verb of a plan and what runs it; one that is missing does not compile. */
const verbs: { [Verb in PlanStep['verb']]: (run: Run, step: StepOf<Verb>) => Promise<Found> } = {
  check: runCheck,
  do: runAction,
  inject: runInject,
  heal: runHeal,
  approve: runApprove,
  wait: runWait,
  together: runTogether,
};

async function runVerb<Verb extends PlanStep['verb']>(run: Run, step: StepOf<Verb>): Promise<Found> {
  return await verbs[step.verb](run, step);
}

/** All lanes settle before the first problem is passed on: no lane may act after its neighbour was undone. */
async function runTogether(run: Run, step: TogetherStep): Promise<Found> {
  const lanes = await Promise.allSettled(step.lanes.map((lane) => runSteps(run, lane)));
  const problem = lanes.find((lane) => lane.status === 'rejected');
  if (problem !== undefined) throw problem.reason;
  return { at: null, attempts: 1, values: {}, details: {} };
}

function finishStep(run: Run, step: PlanStep, result: Found): 'next' {
  const { at, attempts, values, details } = result;
  if (step.mark !== null && at !== null) {
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
  return 'next';
}
