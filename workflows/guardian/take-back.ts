import { condition } from '@temporalio/workflow';
import type { Failure, TimelineEvent } from '../../src/timeline/timeline.ts';
import type { OperationAnswer, OperationCall } from '../seam/contract.ts';
import {
  callOperation,
  heartbeatTimeoutMs,
  narrowSurroundings,
  requestTimeoutMs,
} from '../seam/activities.ts';
import { addCalls, countedBefore } from '../seam/call-tally.ts';
import { describeFailure } from '../seam/failure.ts';
import type { GuardianState } from './state.ts';
import type { GuardianAnswer, UndoEntry } from '../seam/messages.ts';
import type { UndoTask } from './undo-order.ts';

/**
 * Takes one entry back, into the answer's events: at once, and again after no forward attempt can be alive any more, unless it
 * is known to have ended (a cancelled inject was seen to act 120 ms after its heal). Returns why it failed, or null.
 */
export async function takeBack(
  state: GuardianState,
  task: UndoTask,
  answer: GuardianAnswer,
): Promise<Failure | null> {
  const { step, operation } = task.entry;
  if (task.act === 'keep') {
    answer.events.push({ kind: 'kept', at: null, step, operation, why: task.why });
    return null;
  }
  try {
    const events = await actOnce(state, task, answer);
    if (!state.ended.has(step)) {
      await condition(() => state.ended.has(step), heartbeatTimeoutMs + requestTimeoutMs);
      events.push(...(await actOnce(state, task, answer)));
    }
    answer.events.push(...events);
    return null;
  } catch (error) {
    addCalls(answer, countedBefore(error));
    return describeFailure(error);
  }
}

async function actOnce(
  state: GuardianState,
  task: UndoTask,
  counted: GuardianAnswer,
): Promise<TimelineEvent[]> {
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
    limit: { attemptMs: input.undoWithinMs, withinMs: input.undoWithinMs },
    attempts: 0,
    summary: `${act} ${entry.step}`,
  });
  addCalls(counted, answer);
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
