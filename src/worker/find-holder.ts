import type { Client } from '@temporalio/client';
import type { Holder } from '../../workflows/seam/contract.ts';

/**
 * Whose guardian holds the lock. One whose drill has no open run (a reset does not tell the children of the run that it ends)
 * is told so: it takes back what is in force, and the lock is free.
 */
export async function findHolder(client: Client, guardianId: string): Promise<Holder> {
  const guardian = client.workflow.getHandle(guardianId);
  const { parentExecution: parent } = await guardian.describe();
  if (!parent?.workflowId || !parent.runId) return { holder: null, orphaned: false };
  const { status } = await client.workflow.getHandle(parent.workflowId, parent.runId).describe();
  const orphaned = status.name !== 'RUNNING';
  if (orphaned) await guardian.cancel();
  return { holder: parent.workflowId, orphaned };
}
