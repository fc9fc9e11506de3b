import { condition, getExternalWorkflowHandle, setCurrentDetails } from '@temporalio/workflow';
import type { Failure } from '../../src/timeline/timeline.ts';
import type { GuardianState } from './state.ts';
import * as messages from '../seam/messages.ts';
import type { GuardianAnswer, GuardianRequest } from '../seam/messages.ts';
import { takeBack } from './take-back.ts';
import { type UndoTask, isSameThing, orderUndo } from './undo-order.ts';

/** An expired fault that cannot be healed is tried again after so long; the companion tries it too. */
const expiredAgainAfterMs = 60_000;

/**
 * Takes back what a request asks for: every entry on its own, so that one that fails holds up no other. Then a person is asked
 * about each that failed, until it is taken back or given up.
 */
export async function serve(state: GuardianState, request: GuardianRequest): Promise<GuardianAnswer> {
  const answer: GuardianAnswer = { request: request.request, events: [], stuck: [], calls: {} };
  const failed: { task: UndoTask; failure: Failure }[] = [];
  for (const task of listTasks(state, request)) {
    const failure = await takeBack(state, task, answer);
    if (failure === null) forget(state, task);
    else failed.push({ task, failure });
  }
  for (const { task, failure } of failed) {
    if (request.kind === 'heal-expired') postpone(state, task);
    else await insist(state, { task, failure, answer, keep: request.kind === 'heal' });
  }
  return answer;
}

function listTasks(state: GuardianState, request: GuardianRequest): UndoTask[] {
  if (request.kind === 'unwind' || request.kind === 'finish')
    return orderUndo(state.entries, request.kind, state.sealedBy !== null);
  const why = request.kind === 'heal' ? 'its heal step' : 'its expiry';
  return state.entries
    .filter(({ step }) => step === request.step)
    .map((entry) => ({ act: 'heal', entry, why }));
}

/** Nobody is asked about an expired fault while its drill goes on: that would hold up all that comes after it. */
function postpone(state: GuardianState, { entry }: UndoTask): void {
  for (const held of state.entries)
    if (held.step === entry.step) held.expiresAt = Date.now() + expiredAgainAfterMs;
}

interface Stuck {
  task: UndoTask;
  failure: Failure;
  answer: GuardianAnswer;
  /** What a heal step could not heal stays, so that the end tries it again. */
  keep: boolean;
}

async function insist(state: GuardianState, { task, failure, answer, keep }: Stuck): Promise<void> {
  const { step, operation } = task.entry;
  for (let last: Failure | null = failure; last !== null;) {
    const { kind, message } = await askPerson(state, step, last.message);
    if (kind === 'give-up') {
      const givenUp = { name: message.name || null, reason: message.reason || null };
      answer.events.push({ kind: 'undo-failed', at: null, step, operation, failure: last, givenUp });
      answer.stuck.push(step);
      break;
    }
    last = await takeBack(state, task, answer);
  }
  if (answer.stuck.includes(step) && keep) {
    // It has no expiry of its own any more.
    for (const held of state.entries) if (held.step === step) held.expiresAt = null;
  } else forget(state, task);
}

/** An undo to the oldest state takes the newer entries of the same thing with it. */
function forget(state: GuardianState, { entry, act }: UndoTask): void {
  state.entries = state.entries.filter(
    (held) => held.step !== entry.step && !(act === 'undo' && isSameThing(held, entry)),
  );
}

/** Waits for `retry` or `give-up`; the boards of drill and guardian say so. A word that came before the question does not count. */
async function askPerson(
  state: GuardianState,
  step: string,
  message: string,
): Promise<NonNullable<GuardianState['decision']>> {
  state.decision = null;
  setCurrentDetails(
    `Undo of \`${step}\` is stuck: ${message}\n\nAnswer with the signal \`retry\` or \`give-up\`: \`{"name":"NAME","reason":"WHY"}\``,
  );
  try {
    await getExternalWorkflowHandle(state.input.drill.id).signal(messages.guardianStuck, { step, message });
  } catch {
    // Without its drill the guardian's own board and signals remain.
  }
  await condition(() => state.decision !== null);
  return state.decision!;
}
