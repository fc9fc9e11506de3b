import { log, workflowInfo } from '@temporalio/workflow';
import { engineActivities } from '../seam/activities.ts';
import type { GuardianState } from './state.ts';

/** A measuring host that is gone must not hold the environment's lock for ever. */
const hostWithinMs = 120_000;

/**
 * Ends what a drill that is gone has left on the measuring host: its samplers stop, and its evidence is completed with what the
 * guardian did. Bounded: a companion that is never told ends by itself, after its last expiry.
 */
export async function closeAbandoned(state: GuardianState): Promise<void> {
  const { root, drill, hostQueue } = state.input;
  const host = engineActivities(hostQueue, 60_000, { attempts: 5, withinMs: hostWithinMs });
  try {
    await host['companion.stop']({ root });
    const runId = workflowInfo().parent?.runId ?? null;
    await host['drill.close-abandoned']({
      root,
      drill,
      runId,
      sealed: state.sealedBy !== null,
      ...state.done,
    });
  } catch (error) {
    log.warn('the evidence of a drill that is gone was not completed', { error });
  }
}
