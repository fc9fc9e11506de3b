import type { Command } from 'commander';
import { printResult } from '../print.ts';
import { withDrills } from '../with-drills.ts';

export function addOpen(program: Command): void {
  program
    .command('open')
    .description('print the address of a drill in the Temporal UI')
    .argument('[ID]', 'id of the drill (default: the only open drill)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  drill open region-failover-lab-20260102-030405')
    .action(printAddress);
}

async function printAddress(id: string | undefined, options: { json?: boolean }): Promise<void> {
  await withDrills(async (drills) => {
    const { readConfig } = await import('../../config/config.ts');
    const { chooseOpenDrill } = await import('../../client/find-drills.ts');
    const { uiAddress } = await import('../../client/ui-address.ts');
    const { OperationError } = await import('../../errors/operation-error.ts');
    const drill = await chooseOpenDrill(drills, id);
    const address = uiAddress({ ui: readConfig().ui, ...drills }, drill);
    if (address === null) {
      throw new OperationError({
        kind: 'UiUnknown',
        message: `Temporal UI unknown: expected DRILL_UI for the server ${drills.address}, got nothing`,
        hint: 'set DRILL_UI to the address of its UI',
        retryable: false,
      });
    }
    printResult(options, { drill, address }, address);
  });
}
