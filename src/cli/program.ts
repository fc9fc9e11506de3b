import { Command } from 'commander';
import { addAnswers } from './commands/answers.ts';
import { addDemo } from './commands/demo.ts';
import { addJudge } from './commands/judge.ts';
import { addLab } from './commands/lab.ts';
import { addList } from './commands/list.ts';
import { addOpen } from './commands/open.ts';
import { addOperations } from './commands/operations.ts';
import { addPlan } from './commands/plan.ts';
import { addReport } from './commands/report.ts';
import { addRun } from './commands/run.ts';
import { addStatus } from './commands/status.ts';
import { addStopAll } from './commands/stop-all.ts';
import { addSweep } from './commands/sweep.ts';
import { addValidate } from './commands/validate.ts';
import { addWatch } from './commands/watch.ts';
import { addWorker } from './commands/worker.ts';
import { readToolVersion } from '../config/tool-version.ts';

/** All commands in the order of their help. Each loads what it needs when it runs, so that `--help` stays quick. */
const commands = [
  addDemo,
  addLab,
  addWorker,
  addList,
  addOperations,
  addValidate,
  addPlan,
  addRun,
  addStatus,
  addWatch,
  addOpen,
  addAnswers,
  addReport,
  addJudge,
  addSweep,
  addStopAll,
];

const exits = `Exit codes: 0 pass, 1 fail, 2 a mistake in the command or its input, 3 inconclusive,
4 not clean (something was left behind), 5 tool error (nothing could be done now), 6 aborted

With --json, stdout holds one JSON document: the result, or { "error": { "kind", "message", "hint", "problems" } }.`;

/** The command line of `drill`. It throws CommanderError instead of ending the process. */
export function createProgram(): Command {
  const program = new Command('drill')
    .description(
      'run disaster-recovery drills on Temporal: break a service, recover it, measure what users lost, judge, undo',
    )
    .version(readToolVersion())
    .addHelpText('after', `\nExample:\n  drill demo\n\n${exits}`)
    .showHelpAfterError('(add --help for the options and an example)')
    .exitOverride();
  for (const add of commands) add(program);
  return program;
}
