import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ZodError } from 'zod';
import type { CountedCalls } from '../../workflows/seam/contract.ts';
import { OperationError, messageOf } from '../errors/operation-error.ts';
import { InvalidInput } from '../errors/problem.ts';

/**
 * Any error as Temporal should see it: cancelled as CancelledFailure (an AbortError would end in a heartbeat timeout when
 * the activity was paused: facts on Temporal, section 4), our own with kind, hint and retryability, the rest retryable.
 */
export function toApplicationFailure(
  error: unknown,
  { signal, ...said }: { signal: AbortSignal } & SaidByAll,
): Error {
  if (signal.aborted) return confirmCancel(signal.reason, said);
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof InvalidInput)
    return failure('InvalidInput', error.message, { retryable: false, hint: null, ...said });
  if (error instanceof OperationError) {
    return failure(error.kind, error.message, { retryable: error.retryable, hint: error.hint, ...said });
  }
  if (error instanceof ZodError)
    return failure('InvalidInput', error.message, { retryable: false, hint: null, ...said });
  return failure(error instanceof Error ? error.name : 'Error', messageOf(error), {
    retryable: true,
    hint: null,
    ...said,
  });
}

/** A cancel that this very attempt confirms; its number tells the workflow whether an earlier one may still be alive. */
function confirmCancel(reason: unknown, said: SaidByAll): Error {
  const other = reason instanceof CancelledFailure && reason.message !== 'CANCELLED';
  return other ? reason : new CancelledFailure('CANCELLED', [said]);
}

/** What the workflow must know of every attempt that did not succeed. */
interface SaidByAll extends Partial<CountedCalls> {
  /** Whether an earlier attempt may still be alive depends on it. */
  attempt: number;
}

interface Said extends SaidByAll {
  retryable: boolean;
  hint: string | null;
}

function failure(type: string, message: string, { retryable, ...details }: Said) {
  return ApplicationFailure.create({
    type,
    message: message.slice(0, 4_000),
    nonRetryable: !retryable,
    details: [details],
  });
}
