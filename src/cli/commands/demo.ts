import type { Command } from 'commander';
import type { DemoOptions } from '../demo/run-demo.ts';

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'show a region failover on this machine: start a lab, run a drill, approve it, print its report',
    )
    .option('--keep', 'leave lab, worker and Temporal UI running afterwards')
    .option('--json', 'print an array with the report')
    .addHelpText('after', '\nExample:\n  drill demo --keep')
    .action(showDemo);
}

async function showDemo(options: DemoOptions): Promise<void> {
  const { runDemo } = await import('../demo/run-demo.ts');
  await runDemo(options);
}
