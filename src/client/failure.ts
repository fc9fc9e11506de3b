import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowFailedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { messageOf, OperationError } from '../errors/operation-error.ts';
import { InvalidInput } from '../errors/problem.ts';
import { readDetails } from '../../workflows/seam/failure-details.ts';

/** Makes one sentence with a next step out of anything that Temporal's client throws about a drill. */
export function explainFailure(error: unknown, drill: string): Error {
  if (error instanceof WorkflowFailedError) return explainEnd(error, drill);
  if (error instanceof WorkflowNotFoundError) {
    return trouble(
      'NoSuchDrill',
      `drill not found: expected the id of a drill that Temporal knows, got "${drill}"`,
      'drill status lists the open drills',
      error,
    );
  }
  if (error instanceof WorkflowUpdateFailedError) return explainRefusal(error, drill);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return trouble(
      'NoAnswer',
      `${drill} does not answer: expected a worker to take the message in time, got no answer`,
      'no worker answers: start one: `drill worker`; then drill status shows whether the message was heard',
      error,
    );
  }
  if (error instanceof QueryNotRegisteredError) {
    return trouble(
      'NotADrill',
      `not a drill: expected a workflow that answers as a drill does, got "${drill}": ${messageOf(error)}`,
      'drill status lists the open drills',
      error,
    );
  }
  if (isGrpcServiceError(error) || error instanceof ServiceError) {
    return trouble(
      'NoAnswer',
      `${drill} does not answer: ${messageOf(error)}`,
      'check that a worker runs: `drill worker`',
      error,
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** A drill that is asked before its worker has compiled the plan. */
export function describePreparing(drill: string, cause: unknown): OperationError {
  const message = `${drill} is still being prepared`;
  return new OperationError({
    kind: 'StillPreparing',
    message,
    hint: 'ask again in a moment',
    retryable: true,
    cause,
  });
}

/** The worker could not answer right now; the drill itself may be well. */
export function isTemporary(error: unknown): error is OperationError {
  return error instanceof OperationError && (error.kind === 'NoAnswer' || error.kind === 'StillPreparing');
}

function explainRefusal(error: WorkflowUpdateFailedError, drill: string): OperationError {
  const { cause } = error;
  if (cause instanceof ApplicationFailure && cause.type === 'StillPreparing')
    return describePreparing(drill, error);
  const hint = 'drill status shows what can be answered now';
  return trouble('Refused', messageOf(cause ?? error), hint, error);
}

function explainEnd(error: WorkflowFailedError, drill: string): Error {
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
  const seeEnd = `see its end: drill open ${drill}`;
  if (cause instanceof ApplicationFailure) {
    const { what, hint, problems } = readDetails(cause.details?.[0]);
    if (cause.type === 'InvalidInput' && problems.length > 0) return new InvalidInput(problems);
    const shown = splitHint(cause.message);
    const message = `${drill} has no report: ${what ?? shown.what}`;
    return trouble(cause.type ?? 'DrillFailed', message, hint ?? shown.hint ?? seeEnd, error);
  }
  if (cause instanceof CancelledFailure) {
    return trouble('Cancelled', `${drill} was cancelled in Temporal: ${cause.message}`, seeEnd, error);
  }
  if (cause instanceof TerminatedFailure) {
    const hint = 'its guardian undoes what it left behind; drill sweep shows whether anything is left';
    return trouble('Terminated', `${drill} has no report: it was terminated in Temporal`, hint, error);
  }
  return trouble('DrillFailed', `${drill} has no report: ${messageOf(cause ?? error)}`, seeEnd, error);
}

/** An earlier version says its hint in the message alone, at its end. */
function splitHint(message: string): { what: string; hint: string | null } {
  const mark = '\nHINT: ';
  const at = message.lastIndexOf(mark);
  return at < 0
    ? { what: message, hint: null }
    : { what: message.slice(0, at), hint: message.slice(at + mark.length) };
}

function trouble(kind: string, message: string, ...[hint, cause]: [string, unknown]): OperationError {
  return new OperationError({ kind, message, hint, retryable: false, cause });
}
