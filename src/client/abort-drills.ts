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
      const told = drills.client.workflow.getHandle(id).signal(abort.signal, person);
      const problem = await told.then(() => null, messageOf);
      return { drill: id, key, problem };
    }),
  );
}
