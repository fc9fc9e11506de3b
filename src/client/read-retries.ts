import { readDetails } from '../../workflows/seam/failure-details.ts';
import type { Drills } from './connect.ts';

/** A call of a drill that failed and is tried again by itself. */
export interface Retry {
  activity: string;
  /** The attempt that comes next, or is under way. */
  attempt: number;
  message: string;
  hint: string | null;
}

/** What a drill or its guardian is trying again right now; the drill's timeline cannot know of it before it ends. */
export async function readRetries(drills: Drills, id: string): Promise<Retry[]> {
  const { raw } = await drills.client.workflow.getHandle(id).describe();
  const children = (raw.pendingChildren ?? []).flatMap(({ workflowId }) => (workflowId ? [workflowId] : []));
  // A guardian may end between the two looks.
  const guardians = await Promise.all(
    children.map(
      async (child) =>
        await drills.client.workflow
          .getHandle(child)
          .describe()
          .catch(() => null),
    ),
  );
  return [raw, ...guardians.map((guardian) => guardian?.raw)].flatMap((execution) =>
    (execution?.pendingActivities ?? []).flatMap((activity) => readRetry(drills, activity)),
  );
}

type PendingActivity = NonNullable<
  Awaited<
    ReturnType<ReturnType<Drills['client']['workflow']['getHandle']>['describe']>
  >['raw']['pendingActivities']
>[number];

function readRetry({ client }: Drills, { activityType, attempt, lastFailure }: PendingActivity): Retry[] {
  if (!lastFailure) return [];
  const [payload] = lastFailure.applicationFailureInfo?.details?.payloads ?? [];
  const { payloadConverter } = client.options.loadedDataConverter;
  const { what, hint } = readDetails(payload && payloadConverter.fromPayload(payload));
  return [
    {
      activity: activityType?.name ?? 'an activity',
      attempt: attempt ?? 1,
      message: what ?? lastFailure.message ?? '',
      hint,
    },
  ];
}
