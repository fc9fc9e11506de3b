import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Heartbeat } from './config.ts';
import type { Log } from '../host/log.ts';
import { identifyProcess, type ProcessIdentity, signalProcess } from '../host/process-identity.ts';

const stopWithinMs = 15_000;
const longestBackOffMs = 5_000;
/** One that lived so long did not die of its start: the next is started at once. */
const healthyAfterMs = 5_000;

/** A sampler process that is started again whenever it dies. */
export interface SamplerChild {
  describe(): Heartbeat['samplers'][number];
  /** Tells it to settle and end its file; returns when it is gone. */
  stop(): Promise<void>;
  kill(): void;
}

export function startSampler(root: string, watch: string, log: Log): SamplerChild {
  const told = new AbortController();
  let current: { child: ChildProcess; identity: ProcessIdentity | null } | null = null;
  let restarts = -1;
  let failures = 0;

  const life = (async () => {
    while (!told.signal.aborted) {
      restarts += 1;
      const startedMs = performance.now();
      const child = spawnSampler(root, watch);
      current = { child, identity: child.pid === undefined ? null : identifyProcess(child.pid) };
      const how = await waitForExit(child);
      current = null;
      if (told.signal.aborted) break;
      failures = performance.now() - startedMs > healthyAfterMs ? 0 : failures + 1;
      log.warn('sampler died and is started again', { watch, how, restarts: restarts + 1 });
      await delay(backOffMs(failures), undefined, { signal: told.signal }).catch(() => {});
    }
  })();

  const send = (signal: NodeJS.Signals) => {
    if (current?.identity) signalProcess(current.identity, signal);
  };
  return {
    describe: () => ({ watch, process: current?.identity ?? null, restarts: Math.max(0, restarts) }),
    async stop() {
      told.abort();
      send('SIGTERM');
      const deadline = setTimeout(() => send('SIGKILL'), stopWithinMs);
      await life;
      clearTimeout(deadline);
    },
    kill() {
      told.abort();
      send('SIGKILL');
    },
  };
}

function spawnSampler(root: string, watch: string): ChildProcess {
  const main = fileURLToPath(new URL('sampler-main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, root, watch], { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin?.on('error', () => {});
  return child;
}

async function waitForExit(child: ChildProcess): Promise<string> {
  return await new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.on('error', (error) => resolve(error.message));
  });
}

function backOffMs(failures: number): number {
  return failures <= 1 ? 0 : Math.min(longestBackOffMs, 100 * 2 ** (failures - 2));
}
