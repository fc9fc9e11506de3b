import type { Command } from 'commander';
import { formatTable, printResult } from '../print.ts';

export function addList(program: Command): void {
  program
    .command('list')
    .description(
      'list the runbooks and environments of the library: the folders in DRILL_LIBRARY and the shipped runbooks',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  DRILL_LIBRARY=/etc/drills drill list')
    .action(listEntries);
}

async function listEntries(options: { json?: boolean }): Promise<void> {
  const { readConfig } = await import('../../config/config.ts');
  const { listLibrary } = await import('../../config/library.ts');
  const entries = await listLibrary(readConfig().library);
  const rows = entries.map(({ kind, name, title, file }) => [kind, name, title || '-', file]);
  printResult(options, entries, formatTable([['KIND', 'NAME', 'TITLE', 'FILE'], ...rows]));
}
