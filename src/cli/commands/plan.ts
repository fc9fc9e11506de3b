import type { Command } from 'commander';
import type { Plan } from '../../plan/plan.ts';
import { parseParameters, readEnvironment, readRunbook } from '../arguments.ts';
import type { StepPreview } from '../preview-steps.ts';
import { exitCodes } from '../exit-codes.ts';
import { printResult, setExitCode } from '../print.ts';

interface PlanOptions {
  environment: string;
  preview: boolean;
  json?: boolean;
}

export function addPlan(program: Command): void {
  program
    .command('plan')
    .description(
      'show what a drill would do: its targets and effects, what can be undone, approvals, deadlines; change nothing',
    )
    .argument('<RUNBOOK>', 'runbook: its name in the library, or the path of its file')
    .argument('[NAME=VALUE...]', 'parameters of the runbook')
    .requiredOption(
      '-e, --environment <ENV>',
      'environment: its name in the library, or the path of its file',
    )
    .option('--no-preview', 'read nothing from the targets: leave out what each step would change now')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  drill plan region-failover -e shop-staging from=us-west-2 to=us-east-2',
    )
    .action(showPlan);
}

async function showPlan(runbook: string, words: string[], options: PlanOptions): Promise<void> {
  const { readConfig } = await import('../../config/config.ts');
  const { compileHere } = await import('../compile-here.ts');
  const { describePlan } = await import('../../plan/describe.ts');
  const { library } = readConfig();
  const plan = await compileHere({
    runbook: await readRunbook(library, runbook),
    environment: await readEnvironment(library, options.environment),
    parameters: parseParameters(words),
  });
  const previews = options.preview ? await lookAhead(plan) : [];
  const looked =
    previews.length === 0 ? '' : `\nEffects, as it stands now\n${previews.map(describePreview).join('\n')}\n`;
  printResult(options, { plan, previews }, `${describePlan(plan).trimEnd()}\n${looked}`);
  if (previews.some((preview) => preview.kind === 'failed')) setExitCode(exitCodes.toolError);
}

async function lookAhead(plan: Plan): Promise<StepPreview[]> {
  const { previewSteps } = await import('../preview-steps.ts');
  return await previewSteps(plan);
}

function describePreview(preview: StepPreview): string {
  const head = `  ${preview.step} (${preview.operation})`;
  switch (preview.kind) {
    case 'changes': {
      const lines = preview.changes.map(
        ({ target, what, from, to }) => `    ${target}: ${what} ${from} -> ${to}`,
      );
      return [head, ...(lines.length === 0 ? ['    changes nothing'] : lines)].join('\n');
    }
    case 'later':
      return `${head}\n    known when it runs: ${preview.why}`;
    case 'failed':
    default:
      return `${head}\n    could not look: ${preview.why}\n    HINT: ${preview.hint}`;
  }
}
