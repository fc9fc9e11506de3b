import { condition, getExternalWorkflowHandle, setCurrentDetails } from '@temporalio/workflow';
import type { TimelineEvent } from '../src/timeline/timeline.ts';
import type { OperationAnswer, OperationCall } from './activity-contract.ts';
import { callOperation, heartbeatTimeoutMs, narrowSurroundings, requestTimeoutMs } from './activities.ts';
import { describeFailure } from './failure.ts';
import type { GuardianState } from './guardian.ts';
import * as messages from './messages.ts';
import type { UndoEntry } from './messages.ts';
import type { UndoTask } from './undo-order.ts';

interface TakenBack {
  events: TimelineEvent[];
  stuck: boolean;
}

/**
 * Takes one entry back: at once, and again after no forward attempt can be alive any more, unless it is known to have
 * ended (a cancelled inject was seen to act 120 ms after its heal). Fails only when a person gives it up.
 */
export async function takeBack(state: GuardianState, task: UndoTask): Promise<TakenBack> {
  if (task.act === 'keep') {
    const { step, operation } = task.entry;
    return { events: [{ kind: 'kept', at: null, step, operation, why: task.why }], stuck: false };
  }
  for (;;) {
    try {
      const first = await actOnce(state, task);
      if (state.ended.has(task.entry.step)) return { events: first, stuck: false };
      await condition(() => state.ended.has(task.entry.step), heartbeatTimeoutMs + requestTimeoutMs);
      const again = await actOnce(state, task);
      return { events: [...first, ...again], stuck: false };
    } catch (error) {
      const { step, operation } = task.entry;
      const failure = describeFailure(error);
      if (!(await askPerson(state, step, failure.message))) {
        return { events: [{ kind: 'undo-failed', at: null, step, operation, failure }], stuck: true };
      }
    }
  }
}

async function actOnce(state: GuardianState, task: UndoTask): Promise<TimelineEvent[]> {
  const { entry, act } = task;
  const { input } = state;
  const base = {
    drill: { ...input.drill, step: entry.step },
    preparedBy: null,
    surroundings: narrowSurroundings(input.surroundings, entry.component, entry.with),
    component: entry.component,
    with: entry.with,
    prior: entry.prior,
    root: input.root,
  };
  const call: OperationCall =
    act === 'heal'
      ? { ...base, phase: 'heal', quarantine: state.quarantine, by: 'guardian' }
      : { ...base, phase: 'undo' };
  const answer = await callOperation(entry.operation, call, {
    // Faults and their journal live on the measuring host.
    queue: input.hostQueue,
    deadlineMs: input.undoWithinMs,
    attempts: 0,
    summary: `${act} ${entry.step}`,
  });
  return describe(entry, answer, act);
}

function describe(entry: UndoEntry, answer: OperationAnswer, act: string): TimelineEvent[] {
  const { step, operation } = entry;
  const { startedAt, endedAt: at } = answer;
  const by = 'guardian';
  if (act === 'heal' && answer.result.kind === 'confirmation') {
    const { confirmed: healed, evidence } = answer.result.confirmation;
    const own = { by, healingAt: answer.result.healingAt ?? startedAt, healedAt: at };
    const first = answer.result.healedBefore ?? own;
    // What answers between the two was let back by the heal: it says nothing against the fault.
    return [
      { kind: 'fault-healing', at: first.healingAt, step, by: first.by },
      { kind: 'fault-healed', at: first.healedAt, step, by: first.by, healed, evidence },
    ];
  }
  const details = answer.result.kind === 'outcome' ? answer.result.outcome.details : {};
  const evidence = JSON.stringify(details).slice(0, 500);
  return [{ kind: 'undone', at, step, operation, by, evidence }];
}

/** Waits for `retry` (true) or `give-up` (false); the drill's board and the guardian's say so. */
async function askPerson(state: GuardianState, step: string, message: string): Promise<boolean> {
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
  return readDecision(state) === 'retry';
}

function readDecision(state: GuardianState): 'retry' | 'give-up' | null {
  return state.decision?.kind ?? null;
}
