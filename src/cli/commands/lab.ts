import type { Command } from 'commander';
import { catchInterrupts } from '../interrupts.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable, printResult, setExitCode } from '../print.ts';

interface LabOptions {
  json?: boolean;
}

export function addLab(program: Command): void {
  const lab = program
    .command('lab')
    .description('manage labs: two regions with a real database, service, DNS and Temporal on this machine')
    .addHelpText('after', '\nExample:\n  drill lab up\n  eval "$(drill lab env)"\n  drill worker');
  lab
    .command('up')
    .description('start a lab; it runs until drill lab down')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  drill lab up')
    .action(startLab);
  lab
    .command('down')
    .description('end a lab, and the worker that demo --keep has left with it')
    .argument('[ID]', 'id of the lab (default: the only one that is up)')
    .option('--all', 'end all labs of this user, also those that a demo or a test is using')
    .addHelpText('after', '\nExample:\n  drill lab down 1a2b3c4d')
    .action(endLab);
  lab
    .command('status')
    .description('list the labs of this user that are up')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  drill lab status')
    .action(printLabs);
  lab
    .command('env')
    .description('print shell commands that set the variables with which drill works in a lab')
    .argument('[ID]', 'id of the lab (default: the only one that is up)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  eval "$(drill lab env)"')
    .action(printVariables);
}

async function startLab(options: LabOptions): Promise<void> {
  const { startDetachedLab } = await import('../lab/lab.ts');
  const interrupts = catchInterrupts();
  try {
    const started = await startDetachedLab(interrupts.signal);
    if (started === null) return setExitCode(exitCodes.interrupted);
    const { lab } = started;
    const next = `eval "$(drill lab env ${lab.id})" && drill worker`;
    printResult(
      options,
      lab,
      `lab ${lab.id} is up\n  Temporal UI:  ${lab.temporal.ui}\n  next:         ${next}\n  take it down: drill lab down ${lab.id}`,
    );
  } finally {
    interrupts.release();
  }
}

async function endLab(id: string | undefined, options: { all?: boolean }): Promise<void> {
  const { listLabs, takeLabsDown } = await import('../lab/lab.ts');
  const { chooseLab } = await import('../lab/choose-lab.ts');
  if (options.all) return await takeLabsDown([]);
  await takeLabsDown([chooseLab(await listLabs(), id).id]);
}

async function printLabs(options: LabOptions): Promise<void> {
  const { listLabs } = await import('../lab/lab.ts');
  const { readDescription } = await import('../lab/description.ts');
  const listed = await listLabs();
  const labs = await Promise.all(listed.map(async ({ dir }) => await readDescription(dir)));
  const shown = labs.map(({ id, dir, pid, temporal }) => ({ id, dir, pid, temporal }));
  const rows = shown.map(({ id, pid, temporal, dir }) => [id, String(pid), temporal.ui, dir]);
  printResult(
    options,
    shown,
    rows.length === 0 ? 'no lab is up' : formatTable([['LAB', 'PID', 'TEMPORAL UI', 'FOLDER'], ...rows]),
  );
}

async function printVariables(id: string | undefined, options: LabOptions): Promise<void> {
  const { listLabs } = await import('../lab/lab.ts');
  const { labVariables, readDescription } = await import('../lab/description.ts');
  const { chooseLab } = await import('../lab/choose-lab.ts');
  const lab = await readDescription(chooseLab(await listLabs(), id).dir);
  const variables = labVariables(lab);
  const lines = Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  );
  // A session token or profile of the user's own cloud must not go along.
  const unset = 'unset AWS_SESSION_TOKEN AWS_PROFILE TEMPORAL_API_KEY TEMPORAL_PROFILE TEMPORAL_TLS';
  printResult(options, variables, [unset, ...lines].join('\n'));
}
