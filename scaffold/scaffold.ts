import { planOperation } from './operation.ts';
import { planRunbook } from './runbook.ts';
import { type Scaffold, refuse, writeScaffold } from './write-scaffold.ts';

const usage = `npm run new:operation -- PROVIDER NAME KIND    (aws/rds is-writer check; kinds: check, action, fault, sampler)
        npm run new:runbook -- [FOLDER/]NAME           (r756/database-down)`;

/**
 * Writes what a new operation or runbook begins with into the checkout at `root`; returns what to tell of it. Throws
 * InvalidInput, and has changed nothing then.
 */
export async function scaffold(root: string, words: string[]): Promise<string> {
  const planned = plan(root, words);
  await writeScaffold(root, planned);
  return [...planned.files.map(({ path }) => path), planned.next].join('\n');
}

function plan(root: string, [what, ...names]: string[]): Scaffold {
  const [first, second, third] = names;
  if (what === 'operation' && names.length === 3)
    return planOperation(root, { provider: first!, name: second!, kind: third! });
  if (what === 'runbook' && names.length === 1) return planRunbook(root, first!);
  throw refuse(`arguments do not fit: expected those below, got "${[what, ...names].join(' ')}"`, usage);
}
