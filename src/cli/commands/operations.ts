import type { Command } from 'commander';
import { formatTable, printResult } from '../print.ts';

export function addOperations(program: Command): void {
  program
    .command('operations')
    .description('list what a runbook can use: checks, actions, faults and samplers')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  drill operations')
    .action(listOperations);
}

async function listOperations(options: { json?: boolean }): Promise<void> {
  const { catalog } = await import('../../../activities/catalog.ts');
  const operations = catalog.operations.map((operation) => ({
    id: operation.id,
    kind: operation.kind,
    target: operation.componentKinds,
    summary: operation.summary,
    names: operation.names,
    undo: operation.kind === 'action' ? (operation.irreversible ?? 'can be undone') : null,
    aws: operation.aws,
  }));
  const rows = operations.map(({ id, kind, target, summary }) => [
    id,
    kind,
    target.join(', ') || '-',
    summary,
  ]);
  printResult(options, operations, formatTable([['OPERATION', 'KIND', 'TARGET', 'WHAT IT DOES'], ...rows]));
}
