import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ZodError } from 'zod';
import { OperationError, messageOf } from '../errors/operation-error.ts';
import { InvalidInput } from '../errors/problem.ts';

/**
 * Any error as Temporal should see it: cancelled as CancelledFailure (an AbortError would end in a heartbeat timeout when
 * the activity was paused: facts on Temporal, section 4), our own with kind, hint and retryability, the rest retryable.
 */
export function toApplicationFailure(
  error: unknown,
  { signal, attempt }: { signal: AbortSignal; attempt: number },
): Error {
  if (signal.aborted) return confirmCancel(signal.reason, attempt);
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof InvalidInput)
    return failure('InvalidInput', error.message, { retryable: false, hint: null, attempt });
  if (error instanceof OperationError) {
    return failure(error.kind, error.message, { retryable: error.retryable, hint: error.hint, attempt });
  }
  if (error instanceof ZodError)
    return failure('InvalidInput', error.message, { retryable: false, hint: null, attempt });
  return failure(error instanceof Error ? error.name : 'Error', messageOf(error), {
    retryable: true,
    hint: null,
    attempt,
  });
}

/** A cancel that this very attempt confirms; its number tells the workflow whether an earlier one may still be alive. */
function confirmCancel(reason: unknown, attempt: number): Error {
  const other = reason instanceof CancelledFailure && reason.message !== 'CANCELLED';
  return other ? reason : new CancelledFailure('CANCELLED', [{ attempt }]);
}

interface Said {
  retryable: boolean;
  hint: string | null;
  /** The workflow must know whether an earlier attempt may still be alive. */
  attempt: number;
}

function failure(type: string, message: string, { retryable, hint, attempt }: Said) {
  return ApplicationFailure.create({
    type,
    message: message.slice(0, 4_000),
    nonRetryable: !retryable,
    details: [{ hint, attempt }],
  });
}
