import { ApplicationFailure } from '@temporalio/common';
import type { OperationCall } from '../../workflows/activity-contract.ts';

/**
 * Refuses what a reset run asks for: its history says that things are so which the guardian has taken back since, and its
 * measurements have a hole. Not retryable; the workflow undoes and ends.
 */
export function requireSameRun(call: Pick<OperationCall, 'preparedBy'>, runId: string | null): void {
  if (call.preparedBy === null || call.preparedBy === runId) return;
  throw ApplicationFailure.create({
    type: 'Reset',
    message: 'this drill was reset: expected the execution that prepared its plan, got another one',
    nonRetryable: true,
    details: [{ hint: 'start a new drill', attempt: 1 }],
  });
}
