import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowFailedError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { messageOf, OperationError } from '../errors/operation-error.ts';
import { InvalidInput, type Problem } from '../errors/problem.ts';

/** Makes one sentence with a next step out of anything that Temporal's client throws about a drill. */
export function explainFailure(error: unknown, drill: string): Error {
  if (error instanceof WorkflowFailedError) return explainEnd(error, drill);
  if (error instanceof WorkflowNotFoundError) {
    return trouble(
      'NoSuchDrill',
      `drill not found: expected an open or kept drill, got "${drill}"`,
      'see `drill status` for the open ones',
      error,
    );
  }
  if (error instanceof WorkflowUpdateFailedError) {
    return trouble(
      'Refused',
      messageOf(error.cause ?? error),
      'see `drill status` for what can be answered now',
      error,
    );
  }
  if (error instanceof QueryNotRegisteredError) {
    return trouble(
      'NotADrill',
      `not a drill: expected a workflow of type drill, got "${drill}"`,
      'see `drill status`',
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

/** The worker could not answer right now; the drill itself may be well. */
export function isTemporary(error: unknown): boolean {
  return error instanceof OperationError && (error.kind === 'NoAnswer' || error.kind === 'StillPreparing');
}

function explainEnd(error: WorkflowFailedError, drill: string): Error {
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
  const seeEnd = `see its end: drill open ${drill}`;
  if (cause instanceof ApplicationFailure && cause.type === 'InvalidInput') {
    return new InvalidInput(parseProblems(cause.message));
  }
  if (cause instanceof CancelledFailure) {
    return trouble('Cancelled', `${drill} was cancelled in Temporal: ${cause.message}`, seeEnd, error);
  }
  if (cause instanceof TerminatedFailure) {
    const hint = 'start the next drill there: its guardian heals first what was left';
    return trouble('Terminated', `${drill} has no report: it was terminated in Temporal`, hint, error);
  }
  const [message = '', hint] = messageOf(cause ?? error).split(/\n\s*HINT: /);
  return trouble('DrillFailed', `${drill} has no report: ${message}`, hint ?? seeEnd, error);
}

/** The problems that `formatProblem` wrote into a failure's message, one a line with its hint on the next. */
export function parseProblems(text: string): Problem[] {
  const problems: Problem[] = [];
  for (const line of text.split('\n')) {
    const last = problems.at(-1);
    const hint = /^\s+HINT: (.*)$/.exec(line)?.[1];
    const parts = /^(?<file>[^\s:][^:]*?)(?::(?<line>\d+):(?<column>\d+))?: (?<what>.+)$/.exec(line)?.groups;
    if (hint !== undefined && last !== undefined) last.hint = hint;
    else if (parts !== undefined)
      problems.push({ where: readPlace(parts), what: parts['what'] ?? '', hint: null });
    else if (last !== undefined) last.what += `\n${line}`;
    else problems.push({ where: { file: 'input', line: null, column: null }, what: line, hint: null });
  }
  return problems;
}

function readPlace(parts: Record<string, string | undefined>): Problem['where'] {
  const { file = 'input', line, column } = parts;
  return {
    file,
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
  };
}

function trouble(kind: string, message: string, ...[hint, cause]: [string, unknown]): OperationError {
  return new OperationError({ kind, message, hint, retryable: false, cause });
}
