import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'node:net';

const waitAtMostMs = 10 * 60_000;

/**
 * Runs `work` while no other process of this machine holds the lock of that name. The lock is a listening socket in
 * Linux's abstract namespace: the kernel frees it when its owner dies, so that no stale one is ever to be judged.
 */
export async function holdLock<T>(name: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  const lock = await takeLock(name, onWait);
  try {
    return await work();
  } finally {
    await new Promise((resolve) => lock.close(resolve));
  }
}

async function takeLock(name: string, onWait: () => void): Promise<Server> {
  const deadlineAt = Date.now() + waitAtMostMs;
  let lock = await tryLock(name);
  if (lock === null) {
    onWait();
  }
  while (lock === null) {
    if (Date.now() > deadlineAt) {
      throw new Error(
        `waiting for the lock ${name} failed: expected it to become free within 10 min, got another process holding it\nHINT: find the process with "ss -lxp" and end it`,
      );
    }
    await sleep(100);
    lock = await tryLock(name);
  }
  return lock;
}

function tryLock(name: string): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(null));
    server.listen(`\0${name}`, () => resolve(server));
  });
}
