import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { taskQueue } from '../config/task-queue.ts';
import { OperationError } from '../errors/operation-error.ts';
import type { DrillInput, SentText } from '../../workflows/seam/contract.ts';
import type { Drills } from './connect.ts';
import { explainFailure } from './failure.ts';
import { requireWorker, type WaitForWorker } from './require-worker.ts';

/** Gives a drill to Temporal and returns its id. Refuses when no worker would take it. */
export async function startDrill(drills: Drills, input: DrillInput, waiting: WaitForWorker): Promise<string> {
  await requireWorker(drills, waiting);
  const workflowId = drillId(input, new Date());
  try {
    await drills.client.workflow.start('drill', {
      workflowId,
      taskQueue,
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: `${nameOf(input.runbook)} on ${nameOf(input.environment)}`.slice(0, 180),
      args: [input],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw explainFailure(error, workflowId);
    throw new OperationError({
      kind: 'AlreadyStarted',
      message: `drill not started: expected a free id, got ${workflowId}, which somebody started this very second`,
      hint: `look at it (drill watch ${workflowId}) or start again`,
      retryable: true,
      cause: error,
    });
  }
  return workflowId;
}

/** `<runbook>-<environment>-<yyyymmdd-hhmmss>`, in UTC. */
export function drillId(input: DrillInput, now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${nameOf(input.runbook)}-${nameOf(input.environment)}-${stamp}`;
}

/** Name for ids: of a sent text, its file's name without folders and ending. */
function nameOf(given: string | SentText): string {
  const name =
    typeof given === 'string' ? given : (given.file.split('/').at(-1) ?? '').replace(/\.ya?ml$/, '');
  return name.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 60) || 'drill';
}
