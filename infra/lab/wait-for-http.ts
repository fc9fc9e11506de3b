import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnedProcess } from './processes/owned-processes.ts';

const READY_WITHIN_MS = 30_000;
const ANSWER_WITHIN_MS = 2_000;
const POLL_EVERY_MS = 15;

/**
 * Waits until a child of the lab answers GET `url` with success or a client error; a server error means "not yet".
 * Throws when the child ends first, or has not answered within 30 s.
 */
export async function waitForHttp(child: OwnedProcess, url: string): Promise<void> {
  let ended: string | undefined;
  void child.exited.then((how) => (ended = how));
  const deadlineAt = Date.now() + READY_WITHIN_MS;
  while (!(await answers(url))) {
    if (ended !== undefined) throw notReady(child, ended);
    if (Date.now() > deadlineAt) throw notReady(child, 'no answer');
    await sleep(POLL_EVERY_MS);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}

function notReady(child: OwnedProcess, got: string): Error {
  return new Error(
    `starting ${child.name} failed: expected it to be ready within ${READY_WITHIN_MS / 1000} s, got ${got}\nHINT: read ${child.logFile}`,
  );
}
