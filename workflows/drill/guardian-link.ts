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
import { engineActivities } from '../seam/activities.ts';
import { addCalls } from '../seam/call-tally.ts';
import { guardian } from '../guardian/guardian.ts';
import type { GuardianInput } from '../guardian/state.ts';
import * as messages from '../seam/messages.ts';
import type { UndoEntry } from '../seam/messages.ts';
import { StepFailed } from '../seam/failure.ts';
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
    run.guardianRunId = child.firstExecutionRunId;
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
  const { holder, orphaned } = await engineActivities(null, 10_000)['drill.holder']({ guardianId });
  const why = orphaned
    ? `expected no guardian at work, got that of ${holder}, a drill that was reset or has ended; what was in force is being taken back\nHINT: start a new drill in a moment; \`drill sweep\` shows what is left`
    : `expected no other drill, got ${holder ?? 'one that is just ending'}\nHINT: wait for it or abort it, then start again`;
  return ApplicationFailure.create({
    type: 'Busy',
    nonRetryable: true,
    message: `environment ${environment} is busy: ${why}`,
  });
}

function listenToGuardian(run: Run): void {
  setHandler(messages.guardianAnswered, (answer) => {
    // The last word of another drill's guardian, whose drill had the same id.
    if (answer.request === 'parent-gone' && !run.wasReset) return;
    run.guardianAnswers[answer.request] = answer;
    run.guardianStuck = null;
    addCalls(run.calls, answer);
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

/**
 * The seal: known to drill, guardian and journal before the first irreversible action runs. An abort that comes in between
 * finds it sealed: it asks, for nobody could tell any more how far it went. A later promotion tells of its own fence.
 */
export async function seal(run: Run, step: string, why: string): Promise<void> {
  // Of a promotion that is tried again, or of a second one.
  requireFence(run);
  if (run.sealedBy !== null && run.quarantined === run.replaced.length) return;
  const first = run.sealedBy === null;
  await checkFence(run);
  run.sealedBy ??= step;
  const quarantine = [...run.replaced];
  run.quarantined = quarantine.length;
  const { hostQueue, root } = run.prepared;
  await CancellationScope.nonCancellable(async () => {
    await guardianOf(run).signal(messages.tellSeal, { step, quarantine });
    const at = await engineActivities(hostQueue, 10_000)['journal.seal']({ root, quarantine });
    if (first) record(run, { kind: 'sealed', at, step, why });
  });
  // Who heals says so in the journal and then reads the seal there; the seal is written and then looks who heals.
  await checkFence(run);
}

/** A fault that was healed after the fence was proven may have let the old writer back: then the proof is worth nothing. */
async function checkFence(run: Run): Promise<void> {
  const { hostQueue, root } = run.prepared;
  if (run.fencedAt === null) return;
  const { healed } = await engineActivities(hostQueue, 10_000)['journal.healed-since']({
    root,
    since: run.fencedAt,
  });
  run.unfencedBy.push(...healed);
  requireFence(run);
}

function requireFence({ unfencedBy }: Run): void {
  if (unfencedBy.length === 0) return;
  throw new StepFailed({
    kind: 'FenceStale',
    message: `the fence holds no longer: expected no fault healed since it was proven, got ${[...new Set(unfencedBy)].join(', ')}`,
    hint: 'the old writer may be back: start a new drill',
  });
}

type Wish = { kind: 'heal'; step: string } | { kind: 'unwind' } | { kind: 'finish' };

/** Asks the guardian and waits for its answer, however long a person needs for what is stuck. Returns the stuck steps. */
export async function askGuardian(run: Run, wish: Wish): Promise<string[]> {
  run.requests += 1;
  const request = `${wish.kind}-${run.requests}`;
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

/**
 * Ends a guardian as if its drill were gone: it takes back what is in force, completes the evidence and frees the lock. Returns
 * when it has, however long a person needs for what is stuck. Throws when it has ended before.
 */
export async function abandonToGuardian(run: Run): Promise<void> {
  await guardianOf(run).cancel();
  const { guardianAnswers } = run;
  // It may have been released before the reset: then that is its last answer.
  await condition(
    () => run.guardianEnded || 'parent-gone' in guardianAnswers || 'release' in guardianAnswers,
  );
  // Its end, too, is near; a reset run is not told of it, hence the bound.
  await condition(() => run.guardianEnded, 2_000, { summary: 'until the lock is free' });
  run.guardianEnded = true;
}

/** Frees the lock; returns when the guardian has ended. */
export async function releaseGuardian(run: Run): Promise<void> {
  if (run.guardianEnded) return;
  try {
    await guardianOf(run).signal(messages.releaseGuardian);
    await condition(() => run.guardianAnswers['release'] !== undefined || run.guardianEnded);
    // The next drill may start as soon as this one ends. A reset run is not told of the end, hence the bound.
    await condition(() => run.guardianEnded, 2_000, { summary: 'until the lock is free' });
  } catch (error) {
    log.warn('the guardian had ended before its release', { error });
  }
}

/**
 * By its id and not as a child: a reset run keeps its guardian, but the server does not take it for the parent any more. By its
 * run id, too: the reset of an old drill must not speak to the guardian of the one that runs now.
 */
function guardianOf(run: Run): ExternalWorkflowHandle {
  return getExternalWorkflowHandle(guardianId(run), run.guardianRunId ?? undefined);
}

function guardianId(run: Run): string {
  return `drillmaster/${run.plan.environment.name}`;
}
