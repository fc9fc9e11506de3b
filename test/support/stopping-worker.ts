import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LiveLab } from './live-lab.ts';
import { waitFor } from './wait-for.ts';

const main = fileURLToPath(new URL('stopping-worker-main.ts', import.meta.url));

/** A worker that sleeps between the look and the call of one action, and what comes of it when it wakes up. */
export interface StoppingWorker {
  /** Resolves when it sleeps. */
  stopped(): Promise<void>;
  /** Wakes it up; resolves with what came of the change (`done: ...` or `refused: ...`), when the worker has ended in good order. */
  resume(): Promise<string>;
}

/** Starts a worker that stops itself in its first run of that action; see its main file. */
export async function startStoppingWorker({ env }: LiveLab, action: string): Promise<StoppingWorker> {
  const child = spawn(process.execPath, [main, action], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  const log: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  await waitFor(async () => (log.some((line) => line.includes('worker ready')) ? true : null));
  return {
    stopped: async () => {
      await waitFor(async () => (isStopped(child) ? true : null));
    },
    resume: async () => {
      child.kill('SIGCONT');
      const answer = await waitFor(async () => said.find((line) => /^(done|refused): /.test(line)) ?? null);
      child.kill('SIGTERM');
      await once(child, 'exit');
      return answer;
    },
  };
}

function isStopped({ pid }: ChildProcess): boolean {
  return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''));
}
