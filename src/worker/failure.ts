import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ZodError } from 'zod';
import type { CountedCalls } from '../../workflows/seam/contract.ts';
import { createFailure, writeDetails } from '../../workflows/seam/failure-details.ts';
import { OperationError, messageOf } from '../errors/operation-error.ts';
import { InvalidInput } from '../errors/problem.ts';

/** What the workflow must know of every attempt that did not succeed. */
interface SaidByAll extends Partial<CountedCalls> {
  /** Number of this attempt, from 1. */
  attempt: number;
}

/**
 * Any error as Temporal should see it: cancelled as CancelledFailure (an AbortError would end in a heartbeat timeout when
 * the activity was paused), our own with kind, hint and retryability, the rest retryable.
 */
export function toApplicationFailure(
  error: unknown,
  { signal, ...said }: { signal: AbortSignal } & SaidByAll,
): Error {
  if (signal.aborted) return confirmCancel(signal.reason, said);
  if (error instanceof ApplicationFailure) return error;
  return createFailure({ message: messageOf(error), hint: null, ...describeKind(error), ...said });
}

/** A cancel that this very attempt confirms; its number tells the workflow whether an earlier one may still be alive. */
function confirmCancel(reason: unknown, said: SaidByAll): Error {
  const other = reason instanceof CancelledFailure && reason.message !== 'CANCELLED';
  return other ? reason : new CancelledFailure('CANCELLED', writeDetails(said));
}

function describeKind(error: unknown) {
  if (error instanceof InvalidInput) {
    return { type: 'InvalidInput', nonRetryable: true, problems: error.problems };
  }
  if (error instanceof OperationError) {
    return { type: error.kind, nonRetryable: !error.retryable, hint: error.hint };
  }
  if (error instanceof ZodError) return { type: 'InvalidInput', nonRetryable: true };
  return { type: error instanceof Error ? error.name : 'Error', nonRetryable: false };
}
