import type { Command } from 'commander';
import type { LibraryText } from '../../config/library.ts';
import type { Problem } from '../../errors/problem.ts';
import { parseParameters, readEnvironment } from '../arguments.ts';
import { printResult } from '../print.ts';

interface ValidateOptions {
  environment?: string;
  json?: boolean;
}

export function addValidate(program: Command): void {
  program
    .command('validate')
    .description(
      'check a runbook or environment file; with -e also whether the runbook fits that environment, as a drill would compile it',
    )
    .argument('<FILE>', 'path of a runbook or environment')
    .argument('[NAME=VALUE...]', 'parameters of the runbook; only with -e')
    .option('-e, --environment <ENV>', 'environment: its name in the library, or the path of its file')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  drill validate runbooks/region-failover.yaml -e shop-staging from=us-west-2 to=us-east-2',
    )
    .action(validateFile);
}

async function validateFile(file: string, words: string[], options: ValidateOptions): Promise<void> {
  const { readLibraryFile } = await import('../../config/library.ts');
  const source = await readLibraryFile(file);
  if (options.environment === undefined) {
    const kind = await checkAlone(source);
    return printResult(options, { file, kind, valid: true }, `${file}: valid ${kind}`);
  }
  const { readConfig } = await import('../../config/config.ts');
  const { compileHere } = await import('../compile-here.ts');
  const environment = await readEnvironment(readConfig().library, options.environment);
  const plan = await compileHere({ runbook: source, environment, parameters: parseParameters(words) });
  const text = `${file}: valid runbook, compiled for ${plan.environment.name}\nplan: ${plan.digest}`;
  printResult(
    options,
    { file, kind: 'runbook', valid: true, environment: plan.environment.name, digest: plan.digest },
    text,
  );
}

/** Checks one file by its own schema; throws InvalidInput with all its problems. */
async function checkAlone(source: LibraryText): Promise<'runbook' | 'environment'> {
  const { InvalidInput } = await import('../../errors/problem.ts');
  const { kindOfText } = await import('../../config/library.ts');
  // A text that claims neither is read as a runbook, whose parser says what is missing.
  const kind = kindOfText(source.text) ?? 'runbook';
  const problems = kind === 'runbook' ? await checkRunbook(source) : await checkEnvironment(source);
  if (problems.length > 0) throw new InvalidInput(problems);
  return kind;
}

async function checkRunbook(source: LibraryText): Promise<Problem[]> {
  const { checkAlone } = await import('../../plan/check-alone.ts');
  const { catalog } = await import('../../../activities/catalog.ts');
  return checkAlone(source, catalog);
}

async function checkEnvironment(source: LibraryText): Promise<Problem[]> {
  const { parseEnvironment } = await import('../../environment/parse-environment.ts');
  const { catalog } = await import('../../../activities/catalog.ts');
  return parseEnvironment(source, catalog.kinds).problems;
}
