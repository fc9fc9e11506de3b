import { ApplicationFailure } from '@temporalio/common';
import { drillKey } from '../evidence/drill-key.ts';
import type { JudgeCall, OperationCall } from '../../workflows/activity-contract.ts';

/**
 * Refuses what a reset run asks for: its history says that things are so which the guardian has taken back since, and its
 * measurements have a hole. Not retryable; the workflow undoes and ends.
 */
export function requireSameRun(call: Pick<OperationCall, 'preparedBy'>, runId: string | null): void {
  if (call.preparedBy === null || call.preparedBy === runId) return;
  throw wasReset();
}

/**
 * A reset run may end what it had begun, and that is judged as the aborted drill that it is; it never completes, for nobody
 * can tell what of it was done twice.
 */
export function requireCompleteRun({ drill, timeline }: JudgeCall, runId: string): void {
  const completed = timeline.some(
    (event) => event.kind === 'drill-finished' && event.outcome === 'completed',
  );
  if (completed && drillKey({ id: drill.id, runId }) !== drill.key) throw wasReset();
}

function wasReset(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'Reset',
    message: 'this drill was reset: expected the execution that prepared its plan, got another one',
    nonRetryable: true,
    details: [{ hint: 'start a new drill', attempt: 1 }],
  });
}
