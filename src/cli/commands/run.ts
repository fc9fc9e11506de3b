import type { Command } from 'commander';
import type { Drills } from '../../client/connect.ts';
import type { DrillInput } from '../../../workflows/seam/contract.ts';
import { parseParameters, readArgument, readPerson } from '../arguments.ts';
import { exitCodes } from '../exit-codes.ts';
import { followAndPrint } from '../follow.ts';
import { catchInterrupts } from '../interrupts.ts';
import { printDetached } from '../print-detached.ts';
import { printReport } from '../print-report.ts';
import { printProgress, printResult, setExitCode } from '../print.ts';
import { withDrills } from '../with-drills.ts';

interface RunOptions {
  environment: string;
  plan?: string;
  reason?: string;
  name?: string;
  detach?: boolean;
  abortOnInterrupt?: boolean;
  json?: boolean;
}

export function addRun(program: Command): void {
  program
    .command('run')
    .description('start a drill and follow it to its end; the exit code tells the verdict')
    .argument('<RUNBOOK>', 'runbook: its name in the library, or the path of its file')
    .argument('[NAME=VALUE...]', 'parameters of the runbook')
    .requiredOption(
      '-e, --environment <ENV>',
      'environment: its name in the library, or the path of its file',
    )
    .option('--plan <digest>', 'start only if the plan has this digest (drill plan prints it)')
    .option('--reason <text>', 'why you start it, for the report')
    .option('--name <person>', 'your name, for the report (default: your login name)')
    .option('--detach', 'end as soon as the drill has begun, and print its id')
    .option(
      '--abort-on-interrupt',
      'abort the drill on Ctrl-C or SIGTERM, for CI (default: the drill goes on without this command)',
    )
    .option('--json', 'print an array with the report')
    .addHelpText(
      'after',
      '\nExample:\n  drill run region-failover -e shop-staging from=us-west-2 to=us-east-2',
    )
    .action(runDrill);
}

async function runDrill(runbook: string, words: string[], options: RunOptions): Promise<void> {
  const input = await readInput(runbook, words, options);
  const interrupts = catchInterrupts();
  try {
    await withDrills(async (drills) => {
      const { startDrill } = await import('../../client/start-drill.ts');
      const { awaitStart } = await import('../../client/await-start.ts');
      const id = await startDrill(drills, input, {
        signal: interrupts.signal,
        onWait: (withinMs) =>
          printProgress(`no worker takes drills yet: waiting up to ${withinMs / 1_000} s for one`),
      });
      printProgress(`${id}: a worker compiles its plan`);
      const awaited = { signal: interrupts.signal, name: readPerson(options.name) };
      if (options.detach && (await awaitStart(drills, id, awaited)))
        return printResult(options, { drill: id }, id);
      await followToEnd(drills, id, { ...options, signal: interrupts.signal });
    });
  } finally {
    interrupts.release();
  }
}

async function readInput(runbook: string, words: string[], options: RunOptions): Promise<DrillInput> {
  const { plan, reason } = options;
  return {
    runbook: await readArgument(runbook),
    environment: await readArgument(options.environment),
    parameters: parseParameters(words),
    by: readPerson(options.name),
    ...(plan === undefined ? {} : { plan }),
    ...(reason === undefined ? {} : { reason }),
  };
}

async function followToEnd(
  drills: Drills,
  id: string,
  options: RunOptions & { signal: AbortSignal },
): Promise<void> {
  const report = await followAndPrint(drills, id, {
    signal: options.signal,
    onEvent: async ({ kind }) => {
      if (kind === 'drill-started') printProgress(`${id} started`);
    },
  });
  if (report !== null) return await printReport(options, report);
  if (options.abortOnInterrupt !== true) return printDetached(id);
  const { decideDrill } = await import('../../client/answer-drill.ts');
  const { said } = await decideDrill(drills, 'abort', {
    id,
    name: readPerson(options.name),
    reason: 'interrupted',
  });
  printProgress(`interrupted: ${said}; a second Ctrl-C leaves it to itself`);
  const interrupts = catchInterrupts();
  try {
    const aborted = await followAndPrint(drills, id, interrupts);
    if (aborted !== null) return await printReport(options, aborted);
    printDetached(id);
    setExitCode(exitCodes.interrupted);
  } finally {
    interrupts.release();
  }
}
