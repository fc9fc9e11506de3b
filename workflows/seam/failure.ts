import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TemporalFailure,
  TimeoutFailure,
  isCancellation,
} from '@temporalio/workflow';
import type { JsonObject } from '../../src/operation/json.ts';
import type { Failure } from '../../src/timeline/timeline.ts';
import type { Instant } from '../../src/time/instant.ts';
import { createEnd, readDetails } from './failure-details.ts';

/** What a failed step still found: evidence for the judge. */
export interface Found {
  at: Instant | null;
  attempts: number;
  values: Record<string, number | string | boolean>;
  details: JsonObject;
}

const nothingFound: Found = { at: null, attempts: 1, values: {}, details: {} };

/** A step ended badly; carries what a person reads and what was found. */
export class StepFailed extends Error {
  readonly failure: Failure;
  readonly found: Found;
  constructor(failure: Failure, found: Found = nothingFound) {
    super(failure.message);
    this.name = 'StepFailed';
    this.failure = failure;
    this.found = found;
  }
}

/** What a step found before it failed in any way. */
export function foundBefore(error: unknown): Found {
  return error instanceof StepFailed ? error.found : nothingFound;
}

/** The drill leaves its steps before their end: someone aborted, gave up, or a step failed before the seal. */
export class DrillStopped extends Error {
  readonly why: 'failed' | 'aborted' | 'given-up' | 'reset';
  constructor(why: DrillStopped['why'], message: string) {
    super(message);
    this.name = 'DrillStopped';
    this.why = why;
  }
}

/** What happened, from anything that an activity call or a step threw. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof StepFailed) return error.failure;
  if (isCancellation(error)) return { kind: 'Cancelled', message: 'cancelled', hint: null };
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) return describeCause(error);
  return {
    kind: 'InternalError',
    message: error instanceof Error ? error.message : String(error),
    hint: null,
  };
}

/**
 * Whether no forward attempt can act any more: its first attempt answered with its own failure, or confirmed its cancel. After
 * a timeout, or a retry that a timeout may have caused, one can still be alive: the guardian waits and looks again.
 */
export function hasSurelyEnded(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return isCancellation(error);
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) && !(cause instanceof CancelledFailure)) return false;
  return readDetails(cause.details?.[0]).attempt === 1;
}

/** The failure with which a workflow ends. Only Temporal's own kind ends it: anything else would retry its task for ever. */
export function toEnd(error: unknown): Error {
  const failure = describeFailure(error);
  const isOwn = failure.kind === 'InternalError' || failure.kind === 'Cancelled';
  if (isOwn && error instanceof TemporalFailure) return error;
  const cause = error instanceof ActivityFailure ? error.cause : null;
  const { problems } = readDetails(cause instanceof ApplicationFailure ? cause.details?.[0] : null);
  return createEnd({ ...failure, problems });
}

function describeCause(error: ActivityFailure | ChildWorkflowFailure): Failure {
  const { cause } = error;
  if (cause instanceof ApplicationFailure) {
    const { what, hint } = readDetails(cause.details?.[0]);
    return { kind: cause.type ?? 'Error', message: what ?? cause.message, hint };
  }
  if (cause instanceof TimeoutFailure) {
    const what = error instanceof ActivityFailure ? error.activityType : 'the guardian';
    return {
      kind: 'Timeout',
      message: `${what} did not answer: expected an answer within its deadline, got none`,
      hint: 'check that a worker runs and that the target answers, then retry',
    };
  }
  return { kind: 'Error', message: cause?.message ?? error.message, hint: null };
}
