import { join } from 'node:path';
import { OperationError } from '../../errors/operation-error.ts';
import { InvalidInput } from '../../errors/problem.ts';
import { listLabs } from './lab.ts';

/** What a shell that does not use the lab of its user lacks: the same error, with how to use it as the first hint. */
export async function leadToLab(error: unknown): Promise<unknown> {
  const lead = await describeUnusedLab(process.env['DRILL_LIBRARY'] ?? '');
  if (lead === null) return error;
  const hintOf = (hint: string | null) => (hint === null ? lead : `${lead}, or ${hint}`);
  if (error instanceof InvalidInput)
    return new InvalidInput(error.problems.map((problem) => ({ ...problem, hint: hintOf(problem.hint) })));
  if (!(error instanceof OperationError)) return error;
  const { kind, message, retryable } = error;
  return new OperationError({ kind, message, hint: hintOf(error.hint), retryable, cause: error });
}

/** Null when no lab is up, or when this shell uses one. */
async function describeUnusedLab(library: string): Promise<string | null> {
  const labs = await listLabs().catch(() => []);
  const used = library.split(':');
  if (labs.length === 0 || labs.some(({ dir }) => used.includes(join(dir, 'environments')))) return null;
  if (labs.length === 1) return 'a lab is up: type eval "$(drill lab env)"';
  return `labs are up: type eval "$(drill lab env ID)" with one of ${labs.map(({ id }) => id).join(', ')}`;
}
