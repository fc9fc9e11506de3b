import { setTimeout as sleep } from 'node:timers/promises';
import { listLabs, readOwner } from './lab-directory.ts';
import { cleanAbandonedLabs } from './processes/abandoned-labs.ts';
import { isRunning } from './processes/process-identity.ts';

export interface DownOptions {
  baseDir: string;
  /** None means all. */
  ids: string[];
  progress: (line: string) => void;
}

const GONE_WITHIN_MS = 15_000;

/** Tells the supervisors of labs to take them down, waits until they are gone, and cleans what dead ones left. */
export async function downLabs({ baseDir, ids, progress }: DownOptions): Promise<void> {
  const labs = listLabs(baseDir);
  const unknown = ids.filter((id) => !labs.some((lab) => lab.id === id));
  if (unknown.length > 0) {
    throw new Error(
      `taking labs down failed: expected ids of labs that are up, got ${unknown.join(', ')}\nHINT: "status" lists them`,
    );
  }
  const chosen = labs.filter((lab) => ids.length === 0 || ids.includes(lab.id));
  await Promise.all(chosen.map((lab) => endSupervisor(lab.dir)));
  for (const lab of chosen) progress(`lab ${lab.id} is down`);
  for (const dir of await cleanAbandonedLabs(baseDir)) progress(`cleaned ${dir}, whose owner is gone`);
}

async function endSupervisor(dir: string): Promise<void> {
  const owner = readOwner(dir);
  if (!owner || !isRunning(owner)) return;
  process.kill(owner.pid, 'SIGTERM');
  const deadlineAt = Date.now() + GONE_WITHIN_MS;
  while (isRunning(owner)) {
    if (Date.now() > deadlineAt) {
      throw new Error(
        `taking ${dir} down failed: expected its supervisor ${owner.pid} to end within ${GONE_WITHIN_MS / 1000} s, got no end\nHINT: kill it with SIGKILL and run "down" again`,
      );
    }
    await sleep(20);
  }
}
