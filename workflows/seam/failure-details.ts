import { ApplicationFailure } from '@temporalio/common';
import type { Problem } from '../../src/errors/problem.ts';
import type { CallTally, CountedCalls } from './contract.ts';

/**
 * What programs read of a failure. It travels as `details[0]`; the message is for people, and nobody takes it apart. Null or
 * empty: the failure does not say, because it comes from an earlier version or from somebody else.
 */
export interface FailureDetails extends Required<CountedCalls> {
  /** The message without the hint, where the message repeats the hint. */
  what: string | null;
  hint: string | null;
  /** Number of the attempt that failed, from 1. Whether an earlier one may still be alive depends on it. */
  attempt: number | null;
  /** Everything that is wrong with an input. */
  problems: Problem[];
}

/** The failure of an activity or of a message: its type, its message, and what is known of it. */
interface Said extends Partial<FailureDetails> {
  type: string;
  message: string;
  nonRetryable?: boolean;
  nextRetryDelay?: '3s';
}

/** The server takes about so much of a message to be shown. */
const maxMessage = 4_000;
const maxProblemText = 1_000;

/** A failure whose type and details tell programs everything; the message tells people. */
export function createFailure({ type, message, nonRetryable, nextRetryDelay, ...details }: Said) {
  return ApplicationFailure.create({
    type,
    message: message.slice(0, maxMessage),
    nonRetryable: nonRetryable ?? false,
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
    details: writeDetails(details),
  });
}

/** The failure that ends a workflow. The Temporal UI shows people its message alone, so the message repeats the hint. */
export function createEnd(end: { kind: string; message: string; hint: string | null; problems?: Problem[] }) {
  const { kind, message, hint, problems = [] } = end;
  const tail = hint === null ? '' : `\nHINT: ${hint.slice(0, maxProblemText)}`;
  const shown = `${message.slice(0, maxMessage - tail.length)}${tail}`;
  return createFailure({ type: kind, message: shown, nonRetryable: true, what: message, hint, problems });
}

/** Details as a failure carries them. */
export function writeDetails(details: Partial<FailureDetails>): [Partial<FailureDetails>] {
  const { problems = [], ...others } = details;
  if (problems.length === 0) return [others];
  return [{ ...others, problems: problems.map(cutProblem) }];
}

/** Reads `details[0]` of any failure, whoever wrote it. Checks shapes by hand: workflows have no zod. */
export function readDetails(details: unknown): FailureDetails {
  const said = isRecord(details) ? details : {};
  const { what, hint, attempt, calls, callsAtLeast, problems } = said;
  return {
    what: typeof what === 'string' ? what : null,
    hint: typeof hint === 'string' ? hint : null,
    attempt: typeof attempt === 'number' ? attempt : null,
    calls: isTally(calls) ? calls : {},
    callsAtLeast: callsAtLeast === true,
    problems: Array.isArray(problems) ? problems.filter(isProblem) : [],
  };
}

function cutProblem({ where, what, hint }: Problem): Problem {
  return { where, what: what.slice(0, maxProblemText), hint: hint?.slice(0, maxProblemText) ?? null };
}

function isTally(value: unknown): value is CallTally {
  const hasCounts = (counts: unknown) =>
    isRecord(counts) && Object.values(counts).every((count) => typeof count === 'number');
  return isRecord(value) && Object.values(value).every(hasCounts);
}

function isProblem(value: unknown): value is Problem {
  if (!isRecord(value) || !isRecord(value['where'])) return false;
  const { file, line, column } = value['where'];
  const isPlace = typeof file === 'string' && isNullOr('number', line) && isNullOr('number', column);
  return isPlace && typeof value['what'] === 'string' && isNullOr('string', value['hint']);
}

function isNullOr(type: 'number' | 'string', value: unknown): boolean {
  return value === null || typeof value === type;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
