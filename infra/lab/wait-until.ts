import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnedProcess } from './processes/owned-processes.ts';

const READY_WITHIN_MS = 30_000;
const POLL_EVERY_MS = 15;

/** Waits until a child of the lab is ready; throws when it ends first or is not ready within 30 s. */
export async function waitUntilReady(child: OwnedProcess, isReady: () => Promise<boolean>): Promise<void> {
  let ended: string | undefined;
  void child.exited.then((how) => (ended = how));
  const deadlineAt = Date.now() + READY_WITHIN_MS;
  while (!(await isReady())) {
    if (ended !== undefined) throw notReady(child, ended);
    if (Date.now() > deadlineAt) throw notReady(child, 'no answer');
    await sleep(POLL_EVERY_MS);
  }
}

/** Waits until a child answers GET `url` with success or a client error; a server error means "not yet". */
export function waitForHttp(child: OwnedProcess, url: string): Promise<void> {
  return waitUntilReady(child, async () => {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    return response !== undefined && response.status < 500;
  });
}

function notReady(child: OwnedProcess, got: string): Error {
  return new Error(
    `starting ${child.name} failed: expected it to be ready within ${READY_WITHIN_MS / 1000} s, got ${got}\nHINT: read ${child.logFile}`,
  );
}
