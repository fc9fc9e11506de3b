import type { WorkflowExecutionInfo } from '@temporalio/client';
import { taskQueue } from '../config/task-queue.ts';
import { drillKey } from '../evidence/drill-key.ts';
import { OperationError } from '../errors/operation-error.ts';
import type { Drills } from './connect.ts';

export interface ListedDrill {
  id: string;
  /** As in its ownership marks and the name of its evidence folder. */
  key: string;
  /** ISO text. */
  startedAt: string;
  /** ISO text; null while it runs. */
  closedAt: string | null;
}

export const maxListed = 100;
/** Aliases are drills too: whatever runs on the queue, but the guardians. */
const isDrill = `TaskQueue = '${taskQueue}' AND WorkflowType != 'guardian'`;

/** Open drills, the youngest first, at most 100. */
export async function listOpenDrills(drills: Drills): Promise<ListedDrill[]> {
  return await listDrills(drills, `ExecutionStatus = 'Running'`);
}

/** Drills that ended with a report, the youngest first, at most 100. */
async function listFinishedDrills(drills: Drills): Promise<ListedDrill[]> {
  return await listDrills(drills, `ExecutionStatus = 'Completed'`);
}

/** The given id, or the only open drill. Throws OperationError when none or several are open. */
export async function chooseOpenDrill(drills: Drills, id: string | undefined): Promise<string> {
  if (id !== undefined) return id;
  const open = await listOpenDrills(drills);
  const [only] = open;
  if (only !== undefined && open.length === 1) return only.id;
  const ids = open.map((drill) => drill.id).join(', ');
  throw new OperationError({
    kind: only === undefined ? 'NoOpenDrill' : 'SeveralOpenDrills',
    message: `which drill: expected one open drill, got ${only === undefined ? 'none' : `${open.length} (${ids})`}`,
    hint:
      only === undefined
        ? 'start one: drill run RUNBOOK -e ENVIRONMENT'
        : 'add the id of the drill that you mean',
    retryable: false,
  });
}

/** The given id, or the drill that finished last. Throws OperationError when there is none. */
export async function chooseFinishedDrill(drills: Drills, id: string | undefined): Promise<string> {
  if (id !== undefined) return id;
  const [last] = (await listFinishedDrills(drills)).toSorted((a, b) =>
    (b.closedAt ?? '').localeCompare(a.closedAt ?? ''),
  );
  if (last !== undefined) return last.id;
  throw new OperationError({
    kind: 'NoFinishedDrill',
    message: 'which drill: expected a finished drill, got none',
    hint: 'an open drill reports when it ends: drill watch',
    retryable: false,
  });
}

async function listDrills(drills: Drills, filter: string): Promise<ListedDrill[]> {
  const listed: ListedDrill[] = [];
  for await (const info of drills.client.workflow.list({
    query: `${isDrill} AND ${filter}`,
    pageSize: maxListed,
  })) {
    listed.push(describeListed(info));
    if (listed.length >= maxListed) break;
  }
  return listed.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}

function describeListed(info: WorkflowExecutionInfo): ListedDrill {
  return {
    id: info.workflowId,
    key: drillKey({ id: info.workflowId, runId: info.runId }),
    startedAt: info.startTime.toISOString(),
    closedAt: info.closeTime?.toISOString() ?? null,
  };
}
