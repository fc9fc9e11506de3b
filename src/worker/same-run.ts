import type { ApplicationFailure } from '@temporalio/common';
import { drillKey } from '../evidence/drill-key.ts';
import type { JudgeCall, OperationCall } from '../../workflows/seam/contract.ts';
import { createFailure } from '../../workflows/seam/failure-details.ts';

/**
 * Refuses what a reset run asks for: its history says that things are so which the guardian has taken back since, and its
 * measurements have a hole. Not retryable; the workflow undoes and ends.
 */
export function requireSameRun(call: Pick<OperationCall, 'preparedRunId'>, runId: string | null): void {
  if (call.preparedRunId === null || call.preparedRunId === runId) return;
  throw wasReset();
}

/**
 * Refuses to judge a reset run, whatever came of it: it knows a part of what was done (not the seal that came after its history,
 * say). Its guardian judges the run that was reset.
 */
export function requireWholeRun({ drill }: JudgeCall, runId: string): void {
  if (drillKey({ id: drill.id, runId }) !== drill.key) throw wasReset();
}

function wasReset(): ApplicationFailure {
  return createFailure({
    type: 'Reset',
    message: 'this drill was reset: expected the execution that prepared its plan, got another one',
    nonRetryable: true,
    hint: 'start a new drill',
    attempt: 1,
  });
}
