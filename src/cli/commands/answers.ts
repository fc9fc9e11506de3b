import type { Command } from 'commander';
import type { Drills } from '../../client/connect.ts';
import type { ApprovalAnswer, Decision } from '../../client/answer-drill.ts';
import { readPerson } from '../arguments.ts';
import { printResult } from '../print.ts';
import { withDrills } from '../with-drills.ts';

/** What people answer a drill: what it means, to what (an approval's code or a drill's id), and an example. */
type Answer = { means: string; example: string } & (
  | { to: 'approval'; command: ApprovalAnswer['decision'] }
  | { to: 'drill'; command: Decision }
);

const answers: Answer[] = [
  {
    command: 'approve',
    to: 'approval',
    means: 'approve what a drill asks for, so that it goes on',
    example: 'K7F2 --name alice',
  },
  {
    command: 'decline',
    to: 'approval',
    means: 'decline what a drill asks for: that fails the step which asked',
    example: 'K7F2 --name alice --reason "not during the sale"',
  },
  {
    command: 'abort',
    to: 'drill',
    means:
      'stop a drill: before its point of no return it undoes everything, after it the drill asks what to do',
    example: '--name alice --reason "the wrong region"',
  },
  {
    command: 'skip',
    to: 'drill',
    means: 'let a drill go on without the step that failed and asks',
    example: '--name alice --reason "checked by hand"',
  },
  {
    command: 'retry',
    to: 'drill',
    means: 'let a drill try again the step, undo or heal that failed and asks',
    example: '--name alice',
  },
  {
    command: 'give-up',
    to: 'drill',
    means: 'end a drill at the step, undo or heal that failed and asks',
    example: '--name alice --reason "the replica is gone"',
  },
];

const subjects = {
  approval: {
    name: '[CODE]',
    means: 'code of the approval, as drill status shows it (default: the only open approval)',
  },
  drill: { name: '[ID]', means: 'id of the drill (default: the only open drill)' },
};

interface AnswerOptions {
  name?: string;
  reason?: string;
  json?: boolean;
}

/** Adds the commands with which people answer a drill: one row of the table each. */
export function addAnswers(program: Command): void {
  for (const answer of answers) addAnswer(program, answer);
}

function addAnswer(program: Command, answer: Answer): void {
  const needsReason = answer.command === 'skip' || answer.command === 'give-up';
  program
    .command(answer.command)
    .description(answer.means)
    .argument(subjects[answer.to].name, subjects[answer.to].means)
    .option('--name <person>', "your name as the environment's people have it (default: your login name)")
    .option('--reason <text>', `why, for the report${needsReason ? ' (required)' : ''}`)
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExample:\n  drill ${answer.command} ${answer.example}`)
    .action(async (subject: string | undefined, options: AnswerOptions) => {
      await withDrills(async (drills) => {
        const answered = await send(drills, answer, { ...options, subject });
        printResult(options, answered, `${answered.drill}: ${answered.said}`);
      });
    });
}

async function send(drills: Drills, answer: Answer, given: AnswerOptions & { subject: string | undefined }) {
  const { answerApproval, decideDrill } = await import('../../client/answer-drill.ts');
  const { subject, reason } = given;
  const person = { name: readPerson(given.name), ...(reason === undefined ? {} : { reason }) };
  if (answer.to === 'drill') return await decideDrill(drills, answer.command, { id: subject, ...person });
  const code = subject === undefined ? {} : { code: subject };
  return await answerApproval(drills, { decision: answer.command, ...code, ...person });
}
