import { CommanderError } from 'commander';
import { messageOf, OperationError } from '../errors/operation-error.ts';
import { formatProblem, InvalidInput } from '../errors/problem.ts';
import { exitCodes, exitCodeOfKind, type ExitCode } from './exit-codes.ts';

/** What `--json` prints about an error: `{ "error": ... }`. Released: add fields, never rename them. */
export interface ErrorJson {
  kind: string;
  message: string;
  hint: string | null;
  problems: {
    file: string;
    line: number | null;
    column: number | null;
    what: string;
    hint: string | null;
  }[];
}

export interface DescribedError {
  /** For people; null when commander has told them already. */
  text: string | null;
  code: ExitCode;
  /** For programs. */
  json: ErrorJson;
}

/** What people and programs read about anything thrown: all problems of an input, else one sentence and the next step. */
export function describeError(error: unknown): DescribedError {
  if (error instanceof CommanderError) return describeUsage(error);
  if (error instanceof InvalidInput) return describeProblems(error);
  if (error instanceof OperationError) {
    return describeSentence(error, exitCodeOfKind(error.kind));
  }
  const kind = error instanceof Error ? error.name : 'Error';
  const hint = 'run it again with DRILL_LOG_LEVEL=debug to see where this comes from';
  return describeSentence({ kind, message: messageOf(error), hint }, exitCodes.toolError);
}

function describeSentence(
  { kind, message, hint }: Pick<OperationError, 'kind' | 'message' | 'hint'>,
  code: ExitCode,
): DescribedError {
  return {
    text: `drill: ${message}\n  HINT: ${hint}`,
    code,
    json: { kind, message, hint, problems: [] },
  };
}

function describeProblems({ problems }: InvalidInput): DescribedError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const message = `invalid input: ${count}, nothing was started`;
  return {
    text: [...problems.map(formatProblem), `drill: ${message}`].join('\n'),
    code: exitCodes.invalid,
    json: {
      kind: 'InvalidInput',
      message,
      hint: null,
      problems: problems.map(({ where, what, hint }) => ({ ...where, what, hint })),
    },
  };
}

function describeUsage({ message, exitCode }: CommanderError): DescribedError {
  const hint = 'add --help for the options and an example';
  return {
    text: null,
    code: exitCode === 0 ? exitCodes.pass : exitCodes.invalid,
    json: { kind: 'Usage', message: message.replace(/^error: /, ''), hint, problems: [] },
  };
}
