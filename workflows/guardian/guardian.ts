import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { addCalls } from '../seam/call-tally.ts';
import { closeAbandoned } from './close-abandoned.ts';
import * as messages from '../seam/messages.ts';
import type { GuardianAnswer, GuardianRequest, UndoEntry } from '../seam/messages.ts';
import type { GuardianInput, GuardianState } from './state.ts';
import { serve } from './serve.ts';

/**
 * Lock of an environment, and the only one that undoes and heals. A child of its drill with a fixed workflow id; when the
 * drill closes in any way, the server sends it a cancel request (ParentClosePolicy) and it takes back what is in force.
 */
export async function guardian(input: GuardianInput): Promise<{ stuck: string[] }> {
  const state = createState(input);
  listen(state);
  await CancellationScope.nonCancellable(async () => {
    for (;;) {
      showBoard(state);
      await awaitWork(state);
      const request = state.requests.shift() ?? requestForExpired(state);
      if (request !== undefined) await tellParent(state, await serveAndKeep(state, request));
      else if (state.released) return await release(state);
      else {
        const answer = await serveAndKeep(state, { request: 'parent-gone', kind: 'unwind' });
        await closeAbandoned(state);
        // Nobody is left to hear it but a drill that was reset.
        return await tellParent(state, answer);
      }
    }
  });
  return { stuck: state.done.stuck };
}

/** Whoever asks for it, the lock is not freed while a fault is in force. */
async function release(state: GuardianState): Promise<void> {
  const holdsFault = state.entries.some(({ kind }) => kind === 'fault');
  const request = 'release';
  const nothing: GuardianAnswer = { request, events: [], stuck: [], calls: {} };
  await tellParent(state, holdsFault ? await serveAndKeep(state, { request, kind: 'unwind' }) : nothing);
}

async function serveAndKeep(state: GuardianState, request: GuardianRequest): Promise<GuardianAnswer> {
  const answer = await serve(state, request);
  state.done.events.push(...answer.events);
  state.done.stuck.push(...answer.stuck);
  addCalls(state.done, answer);
  return answer;
}

/** Until there is something to do, at the latest until the next fault expires. */
async function awaitWork(state: GuardianState): Promise<void> {
  const ready = () => state.requests.length > 0 || state.parentGone || state.released;
  for (;;) {
    const held = state.entries.length;
    const expiries = state.entries.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt]));
    if (ready() || expiries.some((at) => at <= Date.now())) return;
    const changed = () => ready() || state.entries.length !== held;
    if (expiries.length === 0) await condition(changed);
    else await condition(changed, Math.min(...expiries) - Date.now(), { summary: 'until a fault expires' });
  }
}

/** The companion heals by the clock too; whoever comes first, the other finds it healed. */
function requestForExpired(state: GuardianState): GuardianRequest | undefined {
  const expired = state.entries.find(({ expiresAt }) => expiresAt !== null && expiresAt <= Date.now());
  return expired && { request: `expired-${expired.step}`, kind: 'heal-expired', step: expired.step };
}

function createState(input: GuardianInput): GuardianState {
  const state: GuardianState = {
    input,
    entries: [],
    ended: new Set(),
    sealedBy: null,
    quarantine: [],
    requests: [],
    decision: null,
    parentGone: false,
    released: false,
    done: { events: [], stuck: [], calls: {}, callsAtLeast: false },
  };
  // The cancel request is the news that the drill is gone; it never cancels the guardian's own work.
  CancellationScope.current().cancelRequested.catch(() => {
    state.parentGone = true;
  });
  return state;
}

function listen(state: GuardianState): void {
  const hold = (entry: UndoEntry) => {
    const expiresAt = entry.ttlMs === null ? null : Date.now() + entry.ttlMs;
    // A step that is tried again can act again; the state before its first try is the one to go back to.
    state.ended.delete(entry.step);
    const earlier = state.entries.find(({ step }) => step === entry.step);
    if (earlier === undefined) state.entries.push({ ...entry, expiresAt });
    else earlier.expiresAt = expiresAt;
  };
  setHandler(messages.tellEntry, hold, {
    description: 'Engine: what may have to be undone',
  });
  setHandler(messages.tellEnded, ({ step }) => void state.ended.add(step), {
    description: 'Engine: a step can no longer act',
  });
  setHandler(
    messages.tellSeal,
    ({ step, quarantine }) => {
      state.sealedBy ??= step;
      state.quarantine = quarantine;
    },
    { description: 'Engine: the point of no return' },
  );
  setHandler(messages.askGuardian, (request) => void state.requests.push(request), {
    description: 'Engine: undo or heal now',
  });
  setHandler(messages.releaseGuardian, () => void (state.released = true), {
    description: 'Engine: free the lock',
  });
  setHandler(
    messages.retry.signal,
    (message) => void (state.decision = { kind: 'retry', message: message ?? {} }),
    {
      description: 'Try a stuck undo again: {"name":"alice"}',
    },
  );
  setHandler(
    messages.giveUp.signal,
    (message) => void (state.decision = { kind: 'give-up', message: message ?? {} }),
    {
      description: 'Leave a stuck undo as it is: {"name":"alice","reason":"why"}',
    },
  );
}

async function tellParent(state: GuardianState, answer: GuardianAnswer): Promise<void> {
  try {
    // By id alone: after a reset the answer belongs to the run that goes on.
    await getExternalWorkflowHandle(state.input.drill.id).signal(messages.guardianAnswered, answer);
  } catch {
    // The drill is gone: nobody is left to hear it, and the work is done.
  }
}

function showBoard(state: GuardianState): void {
  const lines = state.entries.map(
    (entry) => `- \`${entry.step}\`: ${entry.kind === 'fault' ? 'heal' : 'undo'} ${entry.operation}`,
  );
  setCurrentDetails(
    [
      `Guardian of drill \`${state.input.drill.id}\` (${workflowInfo().workflowId})`,
      state.sealedBy === null
        ? 'Before the point of no return: everything below would be taken back.'
        : `Past the point of no return (\`${state.sealedBy}\`): only faults are healed.`,
      lines.join('\n') || 'Nothing to take back.',
    ].join('\n\n'),
  );
}
