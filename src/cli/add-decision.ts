import type { Command } from 'commander';
import type { Decision } from '../client/answer-drill.ts';
import { readPerson } from './arguments.ts';
import { printResult } from './print.ts';
import { withDrills } from './with-drills.ts';

interface DecisionOptions {
  name?: string;
  reason?: string;
  json?: boolean;
}

/** Adds `abort`, `skip`, `retry` or `give-up`: a person's word on a drill, or on what asks in it. */
export function addDecision(program: Command, command: { decision: Decision; description: string }): void {
  const { decision } = command;
  program
    .command(decision)
    .description(command.description)
    .argument('[ID]', 'a drill; left out: the only open one')
    .option('--name <person>', "who says so (default: this machine's user)")
    .option('--reason <text>', 'why; skip and give-up need one')
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExample:\n  drill ${decision} --name alice --reason "the wrong region"`)
    .action(async (id: string | undefined, options: DecisionOptions) => {
      const { name, reason, json } = options;
      await withDrills(async (drills) => {
        const { decideDrill } = await import('../client/answer-drill.ts');
        const person = { name: readPerson(name), ...(reason === undefined ? {} : { reason }) };
        const answered = await decideDrill(drills, decision, { id, ...person });
        printResult({ json }, answered, `${answered.drill}: ${answered.said}`);
      });
    });
}
