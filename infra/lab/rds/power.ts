import { listRegion } from './fleet.ts';
import type { Fleet } from './fleet.ts';
import type { Instance } from './instance.ts';
import { startInstance } from './lifecycle.ts';

/** Takes a region's power: every server dies at this very call; resolves when no process of theirs is left. */
export async function cutPower(fleet: Fleet, region: string): Promise<void> {
  await Promise.all(listRegion(fleet, region).map((instance) => cutInstance(instance)));
}

/** Gives power back. What ran before starts again, except `keepOff`; resolves when all of it is ready or `failed`. */
export async function restorePower(fleet: Fleet, region: string, keepOff: readonly string[]): Promise<void> {
  await Promise.all(
    listRegion(fleet, region).map((instance) =>
      restoreInstance(fleet, instance, keepOff.includes(instance.id)),
    ),
  );
}

async function cutInstance(instance: Instance): Promise<void> {
  const { state } = instance;
  if (state.status === 'unpowered') {
    return;
  }
  instance.state = { status: 'unpowered', before: restoreAs[state.status] };
  instance.power.abort(new Error(`${instance.region} lost power`));
  await instance.work;
  await ('server' in state ? state.server.kill() : undefined);
}

/** A half-made replica is lost with its region; a server that was about to stop stays stopped. */
const restoreAs = {
  available: 'running',
  modifying: 'running',
  starting: 'running',
  stopped: 'stopped',
  stopping: 'stopped',
  creating: 'failed',
  failed: 'failed',
} as const;

async function restoreInstance(fleet: Fleet, instance: Instance, keepOff: boolean): Promise<void> {
  const { state } = instance;
  if (state.status !== 'unpowered') {
    return;
  }
  instance.power = new AbortController();
  if (state.before === 'running' && !keepOff) {
    await startInstance(fleet, instance);
    return;
  }
  instance.state = { status: state.before === 'failed' ? 'failed' : 'stopped' };
}
