import type { Command } from 'commander';
import { latencyNames } from '../../condition/latency-names.ts';
import { kindsOffering } from '../../operation/component-kind.ts';
import type { Operation } from '../../operation/contract.ts';
import { formatTable, printResult } from '../print.ts';

export function addOperations(program: Command): void {
  program
    .command('operations')
    .description('list the operations that runbooks can use: checks, actions, faults and samplers')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  drill operations')
    .action(listOperations);
}

async function listOperations(options: { json?: boolean }): Promise<void> {
  const { catalog } = await import('../../../activities/catalog.ts');
  const operations = catalog.operations.map((operation) => ({
    id: operation.id,
    kind: operation.kind,
    target: operation.on.length === 0 ? [] : kindsOffering(catalog.kinds, operation.on),
    summary: operation.summary,
    names: namesOf(operation),
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

/** What conditions may name, and what each measures; a watch's are shares of its labels, which the environment may add to. */
function namesOf(operation: Operation): Record<string, string> {
  if (operation.kind !== 'sampler') return operation.names;
  const labels = [...new Set([...operation.labels, 'unsent'])].map((label) => [label, 'percent']);
  return { ...Object.fromEntries(labels), ...latencyNames };
}
