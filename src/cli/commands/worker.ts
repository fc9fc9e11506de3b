import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { catchInterrupts } from '../interrupts.ts';
import { printProgress } from '../print.ts';
import { withDrills } from '../with-drills.ts';

interface WorkerOptions {
  owned?: boolean;
  while?: string;
}

/** Bounds for a worker that ends with its owner, and for the companions that then end with it. */
const workerWithinMs = 2_000;
const companionsWithinMs = 1_500;

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('run a Temporal worker, which carries out drills; it connects to TEMPORAL_ADDRESS')
    .option('--owned', 'end when standard input ends, and end the companions of DRILL_HOME too')
    .option('--while <folder>', 'end when this folder is gone, and end the companions of DRILL_HOME too')
    .addHelpText(
      'after',
      '\nExample:\n  TEMPORAL_ADDRESS=temporal.example.com:7233 drill worker\n\nSIGTERM ends it; the next worker goes on with its drills.',
    )
    .action(startWorker);
}

async function startWorker(options: WorkerOptions): Promise<void> {
  const { readConfig } = await import('../../config/config.ts');
  const { watchOwner } = await import('../lab/owner.ts');
  const { home, library, logLevel, deployment } = readConfig();
  const interrupts = catchInterrupts();
  const owner = watchOwner(options);
  try {
    // Says clearly what is wrong with the connection before the worker's own retries begin.
    await withDrills(async ({ address, namespace }) =>
      printProgress(`worker of ${address}, namespace ${namespace}`),
    );
    const { runWorker } = await import('../../worker/run-worker.ts');
    const { readBuildId } = await import('../../config/worker-version.ts');
    const { pino } = await import('pino');
    const log = pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
    const signal = AbortSignal.any([interrupts.signal, owner.signal]);
    const version = deployment === null ? null : { deploymentName: deployment, buildId: readBuildId() };
    await Promise.race([runWorker({ home, library, log, signal, version }), ownerLongGone(owner.signal)]);
  } finally {
    if (owner.signal.aborted) await endWithOwner(home);
    owner.release();
    interrupts.release();
  }
}

/** Resolves some time after the owner went: its Temporal may be gone, too, and then a worker does not end in order. */
async function ownerLongGone(gone: AbortSignal): Promise<void> {
  if (!gone.aborted) await new Promise((resolve) => gone.addEventListener('abort', resolve, { once: true }));
  await delay(workerWithinMs);
}

async function endWithOwner(home: string): Promise<void> {
  const { endCompanions } = await import('../lab/companions.ts');
  await endCompanions(home, companionsWithinMs);
  process.exit();
}
