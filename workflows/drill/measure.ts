import type { Instant } from '../../src/time/instant.ts';
import { abortable } from './abort.ts';
import { engineActivities } from '../seam/activities.ts';
import { readClock } from './clock.ts';
import { enterPhase, record } from './record.ts';
import type { Run } from './run.ts';

/** Starts the samplers of every watch; returns when each has its first sample. An abort ends the wait for them. */
export async function startMeasuring(run: Run): Promise<void> {
  const { prepared, plan } = run;
  const startedAt = await readClock(run);
  const { startedBy, reason } = prepared;
  record(run, { kind: 'drill-started', at: startedAt, by: startedBy, reason, occasion: plan.occasion });
  enterPhase(run, 'starting the samplers');
  const at = await abortable(run, () => startCompanion(run));
  record(run, { kind: 'watches-started', at, watches: plan.watches.map((watch) => watch.watch) });
}

/** Bounded: a sampler that cannot open (a wrong password, say) must not hold the lock for ever. */
async function startCompanion({ id, prepared, plan }: Run): Promise<Instant> {
  const { hostQueue, root, key } = prepared;
  const { surroundings, watches } = plan;
  const host = engineActivities(hostQueue, 45_000, { summary: 'start the samplers', attempts: 4 });
  return await host['companion.start']({ root, drill: { id, key }, surroundings, watches });
}

/** Returns when the samplers have settled their last attempts. */
export async function stopMeasuring(
  { prepared: { hostQueue, root } }: Run,
  bound: { attempts?: number } = {},
): Promise<Instant> {
  return await engineActivities(hostQueue, 60_000, bound)['companion.stop']({ root });
}
