import { ActivityCancellationType, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Surroundings } from '../../src/operation/surroundings.ts';
import type { PhaseLimit } from '../../src/plan/limit-phase.ts';
import type {
  CallSubject,
  EngineActivities,
  OperationAnswer,
  OperationCall,
  Phase,
  PhaseCall,
  ResultOf,
} from './contract.ts';

/**
 * A dead worker is noticed after this; the gate and the undo wait count with it. Push cancellation makes a cancel
 * arrive in 10-25 ms where the server has it; without it, it arrives with the next heartbeat, after 0.8 of this (measured).
 */
export const heartbeatTimeoutMs = 5_000;
/** Longest single request below the gate: no forward call can act later than this after its attempt died. */
export const requestTimeoutMs = 6_000;

/** How long is waited before a call is tried again. */
const pauses = { initialInterval: 300, backoffCoefficient: 1.6, maximumInterval: 5_000 };

/** How one phase of an operation is called. */
export interface Dispatch {
  queue: string;
  limit: PhaseLimit;
  /** 0: as many as there is time for. */
  attempts: number;
  summary: string;
}

type OperationActivities = Record<string, (call: OperationCall) => Promise<OperationAnswer>>;

/** Runs one phase of an operation as an activity whose type is the operation's id. */
export async function callOperation<Call extends PhaseCall>(
  operation: string,
  { subject, phase }: { subject: CallSubject; phase: Call },
  dispatch: Dispatch,
): Promise<OperationAnswer<Call['phase']>> {
  const { attemptMs, withinMs } = dispatch.limit;
  const activities = proxyActivities<OperationActivities>({
    taskQueue: dispatch.queue,
    startToCloseTimeout: attemptMs,
    scheduleToCloseTimeout: withinMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      ...pauses,
      ...(dispatch.attempts === 0 ? {} : { maximumAttempts: dispatch.attempts }),
    },
    summary: dispatch.summary.slice(0, 180),
  });
  const answer = await activities[operation]!({ ...subject, ...phase });
  requireAnswer(operation, phase.phase, answer);
  return answer;
}

const answerKinds: { [Of in Phase]: ResultOf[Of]['kind'] } = {
  check: 'outcome',
  preview: 'preview',
  run: 'outcome',
  undo: 'outcome',
  inject: 'injected',
  confirm: 'confirmation',
  heal: 'confirmation',
};

/** The answer comes from a worker, which may be of another version: what does not fit its phase is a failure with a sentence. */
function requireAnswer<Of extends Phase>(
  operation: string,
  phase: Of,
  answer: OperationAnswer,
): asserts answer is OperationAnswer<Of> {
  const { kind } = answer.result;
  if (kind === answerKinds[phase]) return;
  throw ApplicationFailure.create({
    type: 'WrongAnswer',
    message: `${phase} of ${operation} was not understood: expected an answer of kind ${answerKinds[phase]}, got ${kind}`,
    nonRetryable: true,
  });
}

/**
 * The engine's own activities; `deadlineMs` bounds one attempt, which is repeated for as long as the drill lives unless
 * `attempts` or `withinMs` (over all attempts, and the wait for a worker) says otherwise.
 */
export function engineActivities(
  queue: string | null,
  deadlineMs: number,
  more: { summary?: string; attempts?: number; withinMs?: number } = {},
): EngineActivities {
  const { summary, attempts, withinMs } = more;
  return proxyActivities<EngineActivities>({
    ...(queue === null ? {} : { taskQueue: queue }),
    startToCloseTimeout: deadlineMs,
    ...(withinMs === undefined ? {} : { scheduleToCloseTimeout: withinMs }),
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      ...pauses,
      ...(attempts === undefined ? {} : { maximumAttempts: attempts }),
    },
    ...(summary === undefined ? {} : { summary: summary.slice(0, 180) }),
  });
}

/** The surroundings with only those components that the plan gives to an operation. */
export function narrowSurroundings(surroundings: Surroundings, sees: string[]): Surroundings {
  const seen = Object.entries(surroundings.components).filter(([name]) => sees.includes(name));
  return { ...surroundings, components: Object.fromEntries(seen) };
}
