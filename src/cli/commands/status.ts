import type { Command } from 'commander';
import { printResult } from '../print.ts';
import { withDrills } from '../with-drills.ts';

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('show what open drills do and what they wait for')
    .argument('[ID]', 'id of the drill (default: all open drills)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  drill status')
    .action(printStatus);
}

async function printStatus(id: string | undefined, options: { json?: boolean }): Promise<void> {
  await withDrills(async (drills) => {
    const { listOpenDrills } = await import('../../client/find-drills.ts');
    const { drillStatus } = await import('../../client/read-drill.ts');
    const { readRetries } = await import('../../client/read-retries.ts');
    const { describeStatus } = await import('../describe-status.ts');
    const ids = id === undefined ? (await listOpenDrills(drills)).map((drill) => drill.id) : [id];
    const statuses = await Promise.all(
      ids.map(async (each) => ({
        ...(await drillStatus(drills, each)),
        retries: await readRetries(drills, each),
      })),
    );
    printResult(options, statuses, statuses.map(describeStatus).join('\n\n') || 'no drill is open');
  });
}
