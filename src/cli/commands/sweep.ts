import type { Command } from 'commander';
import type { Surroundings } from '../../operation/surroundings.ts';
import type { Target } from '../../operation/contract.ts';
import type { Sweep, SweptFault } from '../../sweep/sweep.ts';
import { readEnvironment, readPerson } from '../arguments.ts';
import { confirmHealing } from '../confirm-healing.ts';
import { describeHealed, formatFaults } from '../describe-faults.ts';
import { exitCodes } from '../exit-codes.ts';
import { readOpenKeys } from '../open-keys.ts';
import { printProgress, printResult, setExitCode } from '../print.ts';

interface SweepOptions {
  environment: string;
  heal?: boolean;
  replaced?: string[];
  name?: string;
  json?: boolean;
}

type SweptRow = SweptFault & { healed: boolean; evidence: string | null };

export function addSweep(program: Command): void {
  program
    .command('sweep')
    .description('find the faults that drills have left behind in an environment; ask, then heal them')
    .requiredOption(
      '-e, --environment <ENV>',
      'environment: its name in the library, or the path of its file',
    )
    .option('--heal', 'heal without asking')
    .option(
      '--replaced <ids...>',
      'ids of what a recovery has replaced, such as the old writer, so that no heal lets it back, or none; needed where this host has no journal of the drill',
    )
    .option('--name <person>', 'your name, for the journal (default: your login name)')
    .option('--json', 'print JSON; heal only with --heal')
    .addHelpText(
      'after',
      '\nExample:\n  drill sweep -e shop-staging\n\nThe exit code is 4 when a fault is left, or when something could not be searched. A fault in force belongs to a running drill: abort that drill, or use drill stop-all.',
    )
    .action(runSweep);
}

async function runSweep(options: SweepOptions): Promise<void> {
  const { catalog } = await import('../../../activities/catalog.ts');
  const { readConfig } = await import('../../config/config.ts');
  const { readInstant } = await import('../../host/clock.ts');
  const { sweep } = await import('../../sweep/sweep.ts');
  const { silentLog } = await import('../../sweep/silent-log.ts');
  const { home, library } = readConfig();
  const surroundings = await readSurroundings(library, options.environment);
  const found = await sweep({
    home,
    catalog,
    surroundings,
    openKeys: await readOpenKeys(),
    now: readInstant(),
    log: silentLog,
    by: `sweep by ${readPerson(options.name)}`,
    quarantine: options.replaced === undefined ? null : await readTargets(options.replaced, surroundings),
  });
  for (const problem of found.problems) printProgress(problem);
  const rows = await healLeftovers(found, options);
  printResult(options, { faults: rows, problems: found.problems }, describeSweep(rows, found.problems));
  const isLeft = rows.some(({ state, healed }) => state === 'leftover' && !healed);
  if (isLeft || found.problems.length > 0) setExitCode(exitCodes.notClean);
}

async function readSurroundings(library: string[], environment: string): Promise<Surroundings> {
  const { catalog } = await import('../../../activities/catalog.ts');
  const { readSurroundingsOf } = await import('../../environment/surroundings-of.ts');
  return readSurroundingsOf(await readEnvironment(library, environment), catalog.kinds);
}

/** `none`, or targets of the environment by their ids. Throws InvalidInput for an id that it does not have. */
async function readTargets(ids: string[], { components }: Surroundings): Promise<Target[]> {
  const { InvalidInput } = await import('../../errors/problem.ts');
  const targets = Object.values(components).flatMap((component) => component.targets);
  if (ids.length === 1 && ids[0] === 'none') return [];
  const unknown = ids.filter((id) => !targets.some((target) => target.id === id));
  if (unknown.length === 0) return targets.filter(({ id }) => ids.includes(id));
  throw new InvalidInput([
    {
      where: { file: '--replaced', line: null, column: null },
      what: `unknown id: expected none, or some of ${targets.map(({ id }) => id).join(', ')}, got "${unknown.join(', ')}"`,
      hint: 'name what the drill has replaced, for a failover the old writer',
    },
  ]);
}

async function healLeftovers({ faults }: Sweep, options: SweepOptions): Promise<SweptRow[]> {
  const leftovers = faults.filter(({ fault }) => fault.state === 'leftover');
  const wanted =
    leftovers.length > 0 && (options.heal === true || (await confirmHealing(leftovers, options)));
  const rows: SweptRow[] = [];
  for (const { fault, heal } of faults) {
    if (!wanted || fault.state === 'in-force') rows.push({ ...fault, healed: false, evidence: null });
    else {
      const healed = await heal();
      printProgress(describeHealed(fault, healed));
      rows.push({ ...fault, ...healed });
    }
  }
  return rows;
}

function describeSweep(rows: SweptRow[], problems: string[]): string {
  if (rows.length === 0) return problems.length === 0 ? 'nothing is left over' : 'nothing else was found';
  return formatFaults(rows);
}
