import type { Command } from 'commander';
import { catchInterrupts } from '../interrupts.ts';
import { printProgress } from '../print.ts';
import { withDrills } from '../with-drills.ts';

interface WorkerOptions {
  owned?: boolean;
  while?: string;
}

/** Bound for companions that are told to end together with their lab. */
const companionsWithinMs = 2_000;

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('run drills: a worker of the Temporal that TEMPORAL_ADDRESS names')
    .option('--owned', 'end when standard input ends, and with it the companions of its DRILL_HOME')
    .option('--while <folder>', 'end when this folder is gone, and with it the companions of its DRILL_HOME')
    .addHelpText(
      'after',
      '\nExample:\n  TEMPORAL_ADDRESS=temporal.example.com:7233 drill worker\n\nSIGTERM ends it: what it was doing is taken over by the next worker.',
    )
    .action(startWorker);
}

async function startWorker(options: WorkerOptions): Promise<void> {
  const { readConfig } = await import('../../config/config.ts');
  const { home, library, logLevel } = readConfig();
  // Says clearly what is wrong with the connection before the worker's own retries begin.
  await withDrills(async ({ address, namespace }) =>
    printProgress(`worker of ${address}, namespace ${namespace}`),
  );
  const { runWorker } = await import('../../worker/run-worker.ts');
  const { pino } = await import('pino');
  const log = pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
  const interrupts = catchInterrupts();
  const { endCompanions } = await import('../demo/companions.ts');
  const { watchOwner } = await import('../demo/owner.ts');
  const owner = watchOwner(options);
  try {
    await runWorker({ home, library, log, signal: AbortSignal.any([interrupts.signal, owner.signal]) });
  } finally {
    if (owner.signal.aborted) await endCompanions(home, companionsWithinMs);
    owner.release();
    interrupts.release();
  }
}
