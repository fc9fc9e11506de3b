import type { Command } from 'commander';
import type { ToldDrill } from '../../client/abort-drills.ts';
import { InvalidInput } from '../../errors/problem.ts';
import { messageOf } from '../../errors/operation-error.ts';
import type { Healed } from '../../sweep/heal.ts';
import type { SweptFault } from '../../sweep/sweep.ts';
import { readPerson } from '../arguments.ts';
import { describeHealed } from '../describe-faults.ts';
import { exitCodes } from '../exit-codes.ts';
import { printProgress, printResult, setExitCode } from '../print.ts';
import { withDrills } from '../with-drills.ts';

interface StopAllOptions {
  reason?: string;
  release?: boolean;
  name?: string;
  json?: boolean;
}

type StoppedFault = SweptFault & Healed;

export function addStopAll(program: Command): void {
  program
    .command('stop-all')
    .description(
      'stop everything: heal all faults of this host, abort all open drills, and refuse new ones until --release',
    )
    .option('--reason <text>', 'why, for those whose drills are aborted or refused (required)')
    .option('--release', 'let drills start again, and do nothing else')
    .option('--name <person>', 'your name (default: your login name)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  drill stop-all --reason "a real incident"\n  drill stop-all --release\n\nRun it on the host of the worker, with its DRILL_HOME. Recoveries stay: a drill past its point of no return asks how to go on. The exit code is 4 when a fault could not be healed.',
    )
    .action(runStopAll);
}

async function runStopAll(options: StopAllOptions): Promise<void> {
  const { readConfig } = await import('../../config/config.ts');
  const { home } = readConfig();
  if (options.release === true) return await release(home, options);
  const reason = requireReason(options.reason);
  const name = readPerson(options.name);
  const { blockStarts } = await import('../../sweep/block.ts');
  await blockStarts(home, { stoppedBy: name, stoppedAt: Date.now(), reason });
  printProgress('no drill starts any more, until drill stop-all --release');
  const [{ faults, problems }, drills] = await Promise.all([
    healAll(home, `stop-all by ${name}`),
    abortAll({ name, reason }),
  ]);
  printResult(options, { faults, problems, drills }, describeStop(faults, drills));
  if (problems.length > 0 || faults.some(({ healed }) => !healed)) setExitCode(exitCodes.notClean);
}

async function release(home: string, options: StopAllOptions): Promise<void> {
  const { releaseStarts } = await import('../../sweep/block.ts');
  const block = await releaseStarts(home);
  const was = block === null ? 'nothing was stopped' : `stopped by ${block.stoppedBy}: ${block.reason}`;
  printResult(options, { released: block }, `drills may start again (${was})`);
}

function requireReason(reason: string | undefined): string {
  if (reason !== undefined && reason.trim() !== '') return reason;
  throw new InvalidInput([
    {
      where: { file: '--reason', line: null, column: null },
      what: 'reason is missing: expected why all drills are to stop, got nothing',
      hint: 'for example: drill stop-all --reason "a real incident"',
    },
  ]);
}

/** Whether a drill is at it or not: each fault by its own journal, all at once. */
async function healAll(home: string, by: string): Promise<{ faults: StoppedFault[]; problems: string[] }> {
  const { catalog } = await import('../../../activities/catalog.ts');
  const { readInstant } = await import('../../host/clock.ts');
  const { findFaults } = await import('../../sweep/find-faults.ts');
  const { healByJournal } = await import('../../sweep/heal.ts');
  const { describeJournalled } = await import('../../sweep/sweep.ts');
  const { silentLog } = await import('../../sweep/silent-log.ts');
  const found = await findFaults({ home, environment: null, openKeys: null, now: readInstant() });
  for (const problem of found.problems) printProgress(problem);
  const faults = await Promise.all(
    found.faults.map(async (each) => {
      const fault = describeJournalled(each);
      const healed = await healByJournal({ catalog, log: silentLog, by }, each);
      printProgress(describeHealed(fault, healed));
      return { ...fault, ...healed };
    }),
  );
  return { faults, problems: found.problems };
}

/** Null when Temporal cannot be reached: then no drill can go on either. */
async function abortAll(person: { name: string; reason: string }): Promise<ToldDrill[] | null> {
  const { abortOpenDrills } = await import('../../client/abort-drills.ts');
  try {
    return await withDrills(async (drills) => await abortOpenDrills(drills, person));
  } catch (error) {
    printProgress(`no drill was told to abort: ${messageOf(error)}`);
    return null;
  }
}

function describeStop(faults: StoppedFault[], drills: ToldDrill[] | null): string {
  const healed = faults.filter((fault) => fault.healed).length;
  const told = (drills ?? []).map(({ drill, problem }) =>
    problem === null ? `${drill}: told to abort` : `${drill}: NOT TOLD to abort: ${problem}`,
  );
  return [`${healed} of ${faults.length} faults healed`, ...told].join('\n');
}
