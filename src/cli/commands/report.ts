import type { Command } from 'commander';
import { printReport } from '../print-report.ts';
import { withDrills } from '../with-drills.ts';

export function addReport(program: Command): void {
  program
    .command('report')
    .description('print the report of an ended drill; the exit code tells the verdict')
    .argument('[ID]', 'id of the drill (default: the drill that ended last)')
    .option('--json', 'print an array with the report')
    .addHelpText('after', '\nExample:\n  drill report --json')
    .action(showReport);
}

async function showReport(given: string | undefined, options: { json?: boolean }): Promise<void> {
  await withDrills(async (drills) => {
    const { chooseFinishedDrill } = await import('../../client/find-drills.ts');
    const { readReport } = await import('../../client/read-drill.ts');
    await printReport(options, await readReport(drills, await chooseFinishedDrill(drills, given)));
  });
}
