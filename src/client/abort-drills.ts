import { messageOf } from '../errors/operation-error.ts';
import { abort, type PersonMessage } from '../../workflows/seam/messages.ts';
import type { Drills } from './connect.ts';
import { listOpenDrills } from './find-drills.ts';

export interface ToldDrill {
  drill: string;
  key: string;
  /** Null: the server has taken the abort, and the drill gets it as soon as a worker runs. */
  problem: string | null;
}

/** Tells every open drill to abort, by signals: those need no worker that is up now. */
export async function abortOpenDrills(drills: Drills, person: PersonMessage): Promise<ToldDrill[]> {
  const open = await listOpenDrills(drills);
  return await Promise.all(
    open.map(async ({ id, key }) => {
      const problem = await signalAbort(drills, id, person).then(() => null, messageOf);
      return { drill: id, key, problem };
    }),
  );
}

/** Returns as soon as the server has the abort: it keeps it until a worker runs. */
export async function signalAbort(drills: Drills, id: string, person: PersonMessage): Promise<void> {
  await drills.client.workflow.getHandle(id).signal(abort.signal, person);
}
