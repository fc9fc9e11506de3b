import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Drills } from '../../client/connect.ts';
import { hasWorker } from '../../client/require-worker.ts';
import { OperationError } from '../../errors/operation-error.ts';
import { printProgress } from '../print.ts';
import { type Child, cliMain, endChild, spawnDetached, spawnOwned } from '../lab/child.ts';
import { endCompanions } from '../lab/companions.ts';
import type { LabDescription } from '../lab/description.ts';

const readyWithinMs = 60_000;
const stopWithinMs = 4_000;
const companionsWithinMs = 1_500;
const pollMs = 100;

export interface DemoWorker {
  home: string;
  /** Rejects when the worker ends: a drill without one would wait for ever. */
  gone: Promise<never>;
  /** Ends it and the companions of its home, which the drill has normally ended by then. */
  stop(): Promise<void>;
}

/** A worker for a lab: a kept one ends when the lab's folder is gone, an owned one with this process. */
export function startWorker(place: {
  lab: LabDescription;
  env: NodeJS.ProcessEnv;
  home: string;
  keep: boolean;
}): DemoWorker {
  const { lab, home, keep } = place;
  const env = { ...place.env, DRILL_HOME: home };
  const log = join(home, 'worker.log');
  const owner = keep ? ['--while', lab.dir] : ['--owned'];
  const request = { script: cliMain, args: ['worker', ...owner], env };
  const child = keep ? spawnDetached(request, { out: log, log }) : spawnOwned(request, log);
  if (keep) child.process.unref();
  return { home, gone: failWhenGone(child, log), stop: async () => await stopWorker(child, home) };
}

/** Returns when the worker polls; false when the signal fired first. Throws OperationError when it ended or took too long. */
export async function awaitWorker(drills: Drills, worker: DemoWorker, signal: AbortSignal): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < readyWithinMs; waitedMs += pollMs) {
    if (signal.aborted) return false;
    if (await Promise.race([hasWorker(drills), worker.gone])) return true;
    await Promise.race([delay(pollMs), worker.gone]);
  }
  throw workerFailed(
    'to get ready',
    `nothing for ${readyWithinMs / 1_000} s`,
    join(worker.home, 'worker.log'),
  );
}

function failWhenGone(child: Child, log: string): Promise<never> {
  const gone = child.exited.then((code) => {
    throw workerFailed(
      'to stay',
      code === null ? 'its end by a signal' : `its end with exit code ${code}`,
      log,
    );
  });
  // Its normal end, when nobody waits for this any more, is no failure.
  gone.catch(() => {});
  return gone;
}

async function stopWorker(child: Child, home: string): Promise<void> {
  await endChild(child, { withinMs: stopWithinMs, terminate: true });
  const ended = await endCompanions(home, companionsWithinMs);
  if (ended > 0) printProgress(`ended ${ended} companion${ended === 1 ? '' : 's'} that still ran`);
}

function workerFailed(expected: string, got: string, log: string): OperationError {
  return new OperationError({
    kind: 'WorkerFailed',
    message: `demo failed: expected its worker ${expected}, got ${got}`,
    hint: `read ${log}`,
    retryable: true,
  });
}
