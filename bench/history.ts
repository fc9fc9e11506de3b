import type { WorkflowHandle } from '@temporalio/client';

type Event = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/** Something that a drill's history shows it to have done. */
export interface Cut {
  /** `preview scheduled`, `guardian has it` ... */
  label: string;
  /** The step whose operation it is about; null for the engine's own. */
  step: string | null;
  /** Epoch milliseconds, with fractions. */
  atMs: number;
}

/** What a drill did, in order: its activities, timers and signals. Workflow tasks are what lies between. */
export async function readCuts(handle: WorkflowHandle): Promise<Cut[]> {
  const { events } = await handle.fetchHistory();
  const called = new Map<string, Pick<Cut, 'label' | 'step'>>();
  return (events ?? []).flatMap((event) => {
    const cut = describeEvent(event, called);
    return cut === null ? [] : [{ ...cut, atMs: timeOf(event) }];
  });
}

function describeEvent(event: Event, called: Map<string, Pick<Cut, 'label' | 'step'>>) {
  const activity = (id: unknown, end: string) => {
    const call = called.get(String(id)) ?? { label: 'unknown', step: null };
    return { ...call, label: `${call.label} ${end}` };
  };
  if (event.activityTaskScheduledEventAttributes) {
    called.set(String(event.eventId), describeCall(event.activityTaskScheduledEventAttributes));
    return activity(event.eventId, 'scheduled');
  }
  const started = event.activityTaskStartedEventAttributes;
  if (started) return activity(started.scheduledEventId, 'picked up');
  const ended = event.activityTaskCompletedEventAttributes ?? event.activityTaskFailedEventAttributes;
  if (ended) return activity(ended.scheduledEventId, 'answered');
  return nameEvent(event);
}

function nameEvent(event: Event): Pick<Cut, 'label' | 'step'> | null {
  if (event.signalExternalWorkflowExecutionInitiatedEventAttributes)
    return { label: 'guardian told', step: null };
  if (event.externalWorkflowExecutionSignaledEventAttributes) return { label: 'guardian has it', step: null };
  if (event.childWorkflowExecutionStartedEventAttributes) return { label: 'guardian started', step: null };
  return null;
}

/** An operation by its phase, an activity of the engine by its name. */
function describeCall({
  activityType,
  input,
}: NonNullable<Event['activityTaskScheduledEventAttributes']>): Pick<Cut, 'label' | 'step'> {
  const data = input?.payloads?.[0]?.data;
  const call = (data ? JSON.parse(Buffer.from(data).toString()) : null) as {
    phase?: string;
    drill?: { step?: string };
  } | null;
  return { label: call?.phase ?? activityType?.name ?? 'unknown', step: call?.drill?.step ?? null };
}

function timeOf({ eventTime }: Event): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1_000_000;
}
