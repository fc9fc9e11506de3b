import { z } from 'zod';
import type { Drills } from './connect.ts';

/** A call of a drill that failed and is tried again by itself. */
export interface Retry {
  activity: string;
  /** The attempt that comes next, or is under way. */
  attempt: number;
  message: string;
  hint: string | null;
}

const Details = z.object({ hint: z.string().nullable() });

/** What a drill is trying again right now; its own timeline cannot know of it before it ends. */
export async function readRetries(drills: Drills, id: string): Promise<Retry[]> {
  const { raw } = await drills.client.workflow.getHandle(id).describe();
  return (raw.pendingActivities ?? []).flatMap(({ activityType, attempt, lastFailure }) => {
    if (!lastFailure) return [];
    const [payload] = lastFailure.applicationFailureInfo?.details?.payloads ?? [];
    const { payloadConverter } = drills.client.options.loadedDataConverter;
    const details = Details.safeParse(payload && payloadConverter.fromPayload(payload));
    return [
      {
        activity: activityType?.name ?? 'an activity',
        attempt: attempt ?? 1,
        message: lastFailure.message ?? '',
        hint: details.data?.hint ?? null,
      },
    ];
  });
}
