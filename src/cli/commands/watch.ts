import type { Command } from 'commander';
import { followAndPrint } from '../follow.ts';
import { catchInterrupts } from '../interrupts.ts';
import { printDetached } from '../print-detached.ts';
import { printReport } from '../print-report.ts';
import { withDrills } from '../with-drills.ts';

export function addWatch(program: Command): void {
  program
    .command('watch')
    .description('follow a drill to its end; the exit code tells the verdict')
    .argument('[ID]', 'id of the drill (default: the only open drill)')
    .option('--json', 'print an array with the report')
    .addHelpText('after', '\nExample:\n  drill watch\n\nCtrl-C ends the watching, not the drill.')
    .action(watchDrill);
}

async function watchDrill(given: string | undefined, options: { json?: boolean }): Promise<void> {
  const interrupts = catchInterrupts();
  try {
    await withDrills(async (drills) => {
      const { chooseOpenDrill } = await import('../../client/find-drills.ts');
      const id = await chooseOpenDrill(drills, given);
      const report = await followAndPrint(drills, id, { signal: interrupts.signal });
      if (report === null) printDetached(id);
      else await printReport(options, report);
    });
  } finally {
    interrupts.release();
  }
}
