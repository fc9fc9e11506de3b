import type { Command } from 'commander';
import type { ApprovalAnswer } from '../client/answer-drill.ts';
import { readPerson } from './arguments.ts';
import { printResult } from './print.ts';
import { withDrills } from './with-drills.ts';

interface AnswerOptions {
  name?: string;
  reason?: string;
  json?: boolean;
}

/** Adds `approve` or `decline`: the same question, two answers. */
export function addAnswer(
  program: Command,
  command: { decision: ApprovalAnswer['decision']; description: string },
): void {
  program
    .command(command.decision)
    .description(command.description)
    .argument('[CODE]', 'the code of the approval (drill status shows it); left out: the only open one')
    .option('--name <person>', "who answers: a person of the environment (default: this machine's user)")
    .option('--reason <text>', 'why')
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExample:\n  drill ${command.decision} K7F2 --name alice`)
    .action(async (code: string | undefined, options: AnswerOptions) => {
      const { name, reason, json } = options;
      const answer = {
        decision: command.decision,
        name: readPerson(name),
        ...(code === undefined ? {} : { code }),
        ...(reason === undefined ? {} : { reason }),
      };
      await withDrills(async (drills) => {
        const { answerApproval } = await import('../client/answer-drill.ts');
        const answered = await answerApproval(drills, answer);
        printResult({ json }, answered, `${answered.drill}: ${answered.said}`);
      });
    });
}
