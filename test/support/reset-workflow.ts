import type { Client } from '@temporalio/client';

/** The workflow task up to which all is kept; `guarded`: the first one after the drill's guardian has started. */
type KeptTask = 'first' | 'guarded' | 'last';

/** Temporal's reset: everything after a workflow task is to be done again. */
export async function resetWorkflow(
  { workflow, workflowService }: Client,
  id: string,
  to: KeptTask,
): Promise<void> {
  const { events } = await workflow.getHandle(id).fetchHistory();
  const guardedAt = events!.findIndex((event) => event.childWorkflowExecutionStartedEventAttributes);
  const candidates = to === 'guarded' ? events!.slice(guardedAt) : events!;
  const tasks = candidates.filter((event) => event.workflowTaskCompletedEventAttributes);
  await workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: id },
    reason: 'a test',
    requestId: `${id}-${to}`,
    workflowTaskFinishEventId: tasks.at(to === 'last' ? -1 : 0)!.eventId!,
  });
}
