import { condition } from '@temporalio/workflow';
import type { Failure, TimelineEvent } from '../../src/timeline/timeline.ts';
import type { OperationAnswer, PhaseCall } from '../seam/contract.ts';
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

/** Who takes things back, in the journal and the report. */
const by = 'guardian';

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
  { entry, act }: UndoTask,
  counted: GuardianAnswer,
): Promise<TimelineEvent[]> {
  if (act === 'heal') {
    const phase = { phase: 'heal' as const, prior: entry.prior, quarantine: state.quarantine, by };
    const answer = await callBack(state, entry, phase);
    addCalls(counted, answer);
    return describeHeal(entry, answer);
  }
  const answer = await callBack(state, entry, { phase: 'undo', prior: entry.prior });
  addCalls(counted, answer);
  return describeUndo(entry, answer);
}

/** Faults and their journal live on the measuring host, so all is taken back there. */
async function callBack<Call extends PhaseCall>(
  { input }: GuardianState,
  entry: UndoEntry,
  phase: Call,
): Promise<OperationAnswer<Call['phase']>> {
  const subject = {
    drill: { ...input.drill, step: entry.step },
    preparedRunId: null,
    surroundings: narrowSurroundings(input.surroundings, entry.sees),
    component: entry.component,
    with: entry.with,
    root: input.root,
  };
  return await callOperation(
    entry.operation,
    { subject, phase },
    {
      queue: input.hostQueue,
      limit: { attemptMs: input.undoWithinMs, withinMs: input.undoWithinMs },
      attempts: 0,
      summary: `${phase.phase} ${entry.step}`,
    },
  );
}

function describeHeal({ step }: UndoEntry, answer: OperationAnswer<'heal'>): TimelineEvent[] {
  const { startedAt, endedAt, result } = answer;
  const { confirmed: healed, evidence } = result.confirmation;
  const own = { by, healingAt: result.healingAt ?? startedAt, healedAt: endedAt };
  const first = result.healedBefore ?? own;
  // What answers between the two was let back by the heal: it says nothing against the fault.
  return [
    { kind: 'fault-healing', at: first.healingAt, step, by: first.by },
    { kind: 'fault-healed', at: first.healedAt, step, by: first.by, healed, evidence },
  ];
}

function describeUndo(
  { step, operation }: UndoEntry,
  { endedAt, result }: OperationAnswer<'undo'>,
): TimelineEvent[] {
  const evidence = JSON.stringify(result.outcome.details).slice(0, 500);
  return [{ kind: 'undone', at: endedAt, step, operation, by, evidence }];
}
