import { messageOf, OperationError } from '../errors/operation-error.ts';
import { formatProblem, InvalidInput } from '../errors/problem.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';

export interface DescribedError {
  text: string;
  code: ExitCode;
}

/** What a person reads about anything thrown: all problems of an input, else one sentence and the next step. */
export function describeError(error: unknown): DescribedError {
  if (error instanceof InvalidInput) return { text: describeProblems(error), code: exitCodes.invalid };
  if (error instanceof OperationError) {
    return { text: `drill: ${error.message}\n  HINT: ${error.hint}`, code: exitCodes.toolError };
  }
  return {
    text: `drill: ${messageOf(error)}\n  HINT: run it again with DRILL_LOG_LEVEL=debug to see where this comes from`,
    code: exitCodes.toolError,
  };
}

function describeProblems(error: InvalidInput): string {
  const { problems } = error;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [...problems.map(formatProblem), `drill: invalid input: ${count}, nothing was started`].join('\n');
}
