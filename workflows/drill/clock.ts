import { CancellationScope } from '@temporalio/workflow';
import type { Instant } from '../../src/time/instant.ts';
import { engineActivities } from '../seam/activities.ts';
import type { Run } from './run.ts';

/** Now, on the measuring host: instants of a drill come from one clock. Cancelled with the step that asks. */
export async function readClock({ prepared }: Run): Promise<Instant> {
  return await engineActivities(prepared.hostQueue, 10_000)['clock.read']();
}

/** The same for the end of a wait that an abort has cancelled: how long people took is measured all the same. */
export async function readClockAnyway(run: Run): Promise<Instant> {
  return await CancellationScope.nonCancellable(() => readClock(run));
}
