import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  type ApplicationFailure,
  CancellationScope,
  ParentClosePolicy,
  type ExternalWorkflowHandle,
  type SignalDefinition,
  condition,
  getExternalWorkflowHandle,
  log,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import { guardian } from '../guardian/guardian.ts';
import type { GuardianInput } from '../guardian/state.ts';
import { engineActivities } from '../seam/activities.ts';
import { addCalls } from '../seam/call-tally.ts';
import { StepFailed } from '../seam/failure.ts';
import * as messages from '../seam/messages.ts';
import type { PersonMessage, SealMessage, UndoEntry } from '../seam/messages.ts';
import { record, refreshBoard } from './record.ts';
import type { Run } from './run.ts';
import { createEnd } from '../seam/failure-details.ts';

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
    const link = run.guardian;
    link.runId = child.firstExecutionRunId;
    link.ended = false;
    const end = () => void (link.ended = true);
    child.result().then(end, end);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      throw await describeBusy(workflowId, plan.environment.name);
    throw error;
  }
}

async function describeBusy(guardianId: string, environment: string): Promise<ApplicationFailure> {
  const { holder, orphaned } = await engineActivities(null, 10_000)['drill.holder']({ guardianId });
  const why = orphaned
    ? `expected no guardian at work, got that of ${holder}, a drill that was reset or has ended; what was in force is being taken back`
    : `expected no other drill, got ${holder ?? 'one that is just ending'}`;
  const hint = orphaned
    ? 'start a new drill in a moment; `drill sweep` shows what is left'
    : 'wait for it or abort it, then start again';
  return createEnd({ kind: 'Busy', message: `environment ${environment} is busy: ${why}`, hint });
}

function listenToGuardian(run: Run): void {
  const { guardian } = run;
  setHandler(messages.guardianAnswered, (answer) => {
    // The last word of another drill's guardian, whose drill had the same id.
    if (answer.request === 'parent-gone' && !run.wasReset) return;
    guardian.answers[answer.request] = answer;
    guardian.stuck = null;
    addCalls(run.calls, answer);
    for (const event of answer.events) record(run, event);
  });
  setHandler(messages.guardianStuck, (stuck) => {
    guardian.stuck = stuck;
    refreshBoard(run);
  });
}

/** Passes a person's word on to the guardian when its undo is what asks. */
export function tellGuardian(
  run: Run,
  signal: SignalDefinition<[PersonMessage?]>,
  message: PersonMessage,
): void {
  run.guardian.stuck = null;
  refreshBoard(run);
  guardianOf(run)
    .signal(signal, message)
    .catch((error: unknown) => log.warn('guardian not reached', { error }));
}

/** Told, and acknowledged by the server, before the forward call: from here on the guardian can take it back. */
export async function tellUndo(run: Run, entry: UndoEntry): Promise<void> {
  await guardianOf(run).signal(messages.tellEntry, entry);
}

/** Also heard when the step's own scope was cancelled. */
export async function tellEnded(run: Run, step: string): Promise<void> {
  await CancellationScope.nonCancellable(() => guardianOf(run).signal(messages.tellEnded, { step }));
}

/** The point of no return, and what must stay unreachable from it on. */
export async function tellSeal(run: Run, message: SealMessage): Promise<void> {
  await guardianOf(run).signal(messages.tellSeal, message);
}

type Wish = { kind: 'heal'; step: string } | { kind: 'unwind' } | { kind: 'finish' };

/** Asks the guardian and waits for its answer, however long a person needs for what is stuck. Returns the stuck steps. */
export async function askGuardian(run: Run, wish: Wish): Promise<string[]> {
  const { guardian } = run;
  guardian.requests += 1;
  const request = `${wish.kind}-${guardian.requests}`;
  await guardianOf(run).signal(messages.askGuardian, { request, ...wish });
  await condition(() => guardian.answers[request] !== undefined || guardian.ended);
  const answer = guardian.answers[request];
  if (answer !== undefined) return answer.stuck;
  throw new StepFailed({
    kind: 'GuardianLost',
    message: 'the guardian ended before it answered: expected what it took back, got nothing',
    hint: 'look at what is left in force and heal it by hand',
  });
}

/**
 * Ends a guardian as if its drill were gone: it takes back what is in force, completes the evidence and frees the lock. Returns
 * when it has, however long a person needs for what is stuck. Throws when it has ended before.
 */
export async function abandonToGuardian(run: Run): Promise<void> {
  await guardianOf(run).cancel();
  const { guardian } = run;
  // It may have been released before the reset: then that is its last answer.
  await condition(() => guardian.ended || 'parent-gone' in guardian.answers || 'release' in guardian.answers);
  // Its end, too, is near; a reset run is not told of it, hence the bound.
  await condition(() => guardian.ended, 2_000, { summary: 'until the lock is free' });
  guardian.ended = true;
}

/** Frees the lock; returns when the guardian has ended. */
export async function releaseGuardian(run: Run): Promise<void> {
  const { guardian } = run;
  if (guardian.ended) return;
  try {
    await guardianOf(run).signal(messages.releaseGuardian);
    await condition(() => guardian.answers['release'] !== undefined || guardian.ended);
    // The next drill may start as soon as this one ends. A reset run is not told of the end, hence the bound.
    await condition(() => guardian.ended, 2_000, { summary: 'until the lock is free' });
  } catch (error) {
    log.warn('the guardian had ended before its release', { error });
  }
}

/**
 * By its id and not as a child: a reset run keeps its guardian, but the server does not take it for the parent any more. By its
 * run id, too: the reset of an old drill must not speak to the guardian of the one that runs now.
 */
function guardianOf(run: Run): ExternalWorkflowHandle {
  return getExternalWorkflowHandle(guardianId(run), run.guardian.runId ?? undefined);
}

function guardianId(run: Run): string {
  return `drillmaster/${run.plan.environment.name}`;
}
