import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  ParentClosePolicy,
  type ExternalWorkflowHandle,
  condition,
  getExternalWorkflowHandle,
  log,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import { engineActivities } from './activities.ts';
import { guardian, type GuardianInput } from './guardian.ts';
import * as messages from './messages.ts';
import type { UndoEntry } from './messages.ts';
import { StepFailed } from './failure.ts';
import { type Run, record, refreshBoard } from './run.ts';

/** Takes the environment's lock by starting its guardian; refused with who holds it when it is taken. */
export async function startGuardian(run: Run): Promise<void> {
  const { prepared, plan } = run;
  const workflowId = guardianId(run);
  const input: GuardianInput = {
    drill: { id: run.id, key: prepared.key },
    surroundings: plan.surroundings,
    hostQueue: prepared.hostQueue,
    root: prepared.root,
    undoWithinMs: plan.undoWithinMs,
  };
  listenToGuardian(run);
  try {
    const child = await startChild(guardian, {
      workflowId,
      args: [input],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: `guardian of ${run.id}`.slice(0, 180),
    });
    const end = () => void (run.guardianEnded = true);
    run.guardianEnded = false;
    child.result().then(end, end);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      throw await describeBusy(workflowId, plan.environment.name);
    throw error;
  }
}

async function describeBusy(guardianId: string, environment: string): Promise<ApplicationFailure> {
  const { holder } = await engineActivities(null, 10_000)['drill.holder']({ guardianId });
  return ApplicationFailure.create({
    type: 'Busy',
    nonRetryable: true,
    message: `environment ${environment} is busy: expected no other drill, got ${holder ?? 'one that is just ending'}`,
    details: [{ hint: 'wait for it or abort it, then start again' }],
  });
}

function listenToGuardian(run: Run): void {
  setHandler(messages.guardianAnswered, (answer) => {
    run.guardianAnswers[answer.request] = answer;
    run.guardianStuck = null;
    for (const event of answer.events) {
      if (event.kind === 'fault-healed' && event.healed) delete run.faults[event.step];
      record(run, event);
    }
  });
  setHandler(messages.guardianStuck, (stuck) => {
    run.guardianStuck = stuck;
    refreshBoard(run);
  });
  run.tellGuardian = (signal, message) => {
    run.guardianStuck = null;
    refreshBoard(run);
    guardianOf(run)
      .signal(signal, message)
      .catch((error: unknown) => log.warn('guardian not reached', { error }));
  };
}

/** Told, and acknowledged by the server, before the forward call: from here on the guardian can take it back. */
export async function tellUndo(run: Run, entry: UndoEntry): Promise<void> {
  await guardianOf(run).signal(messages.tellEntry, entry);
}

/** Also heard when the step's own scope was cancelled. */
export async function tellEnded(run: Run, step: string): Promise<void> {
  await CancellationScope.nonCancellable(() => guardianOf(run).signal(messages.tellEnded, { step }));
}

/** The seal: known to guardian and journal before the first irreversible action runs. */
export async function seal(run: Run, step: string, why: string): Promise<void> {
  if (run.sealedBy !== null) return;
  const quarantine = run.replaced;
  await guardianOf(run).signal(messages.tellSeal, { step, quarantine });
  const at = await engineActivities(run.prepared.hostQueue, 10_000)['journal.seal']({
    root: run.prepared.root,
    quarantine,
  });
  run.sealedBy = step;
  record(run, { kind: 'sealed', at, step, why });
}

type Wish = { kind: 'heal'; step: string } | { kind: 'unwind' } | { kind: 'finish' };

/** Asks the guardian and waits for its answer, however long a person needs for what is stuck. Returns the stuck steps. */
export async function askGuardian(run: Run, wish: Wish): Promise<string[]> {
  const request = `${wish.kind}-${Object.keys(run.guardianAnswers).length + 1}`;
  await guardianOf(run).signal(messages.askGuardian, { request, ...wish });
  await condition(() => run.guardianAnswers[request] !== undefined || run.guardianEnded);
  const answer = run.guardianAnswers[request];
  if (answer !== undefined) return answer.stuck;
  throw new StepFailed({
    kind: 'GuardianLost',
    message: 'the guardian ended before it answered: expected what it took back, got nothing',
    hint: 'look at what is left in force and heal it by hand',
  });
}

/** Frees the lock; returns when the guardian is about to end. */
export async function releaseGuardian(run: Run): Promise<void> {
  if (run.guardianEnded) return;
  try {
    await guardianOf(run).signal(messages.releaseGuardian);
    await condition(() => run.guardianAnswers['release'] !== undefined || run.guardianEnded);
  } catch (error) {
    log.warn('the guardian had ended before its release', { error });
  }
}

/** By its id and not as a child: a reset run keeps its guardian, but the server does not take it for the parent any more. */
function guardianOf(run: Run): ExternalWorkflowHandle {
  return getExternalWorkflowHandle(guardianId(run));
}

function guardianId(run: Run): string {
  return `drillmaster/${run.plan.environment.name}`;
}
