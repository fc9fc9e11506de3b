import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Scaffold, refuse } from './write-scaffold.ts';

const pattern = /^([a-z0-9][a-z0-9-]*\/)?[a-z][a-z0-9-]{0,62}$/;
const sets = 'test/unit/plan/shipped-parameters.ts';
const table = /(?<=shippedParameters: Record<string, Values> = \{\n)[^;]*?(?=\n\};)/;

/** A new runbook, `name` or `folder/name`, and the parameters that it is tried with. Throws InvalidInput. */
export function planRunbook(root: string, wanted: string): Scaffold {
  if (!pattern.test(wanted))
    throw refuse(
      `name is not valid: expected a name such as database-down or r756/database-down, got "${wanted}"`,
    );
  const name = basename(wanted);
  refuseKnown(root, name);
  const path = `runbooks/${wanted}.yaml`;
  const schema = wanted.includes('/') ? '../schema.json' : 'schema.json';
  const template = readFileSync(join(import.meta.dirname, 'templates/runbook.yaml'), 'utf8');
  const text = template.replace(/schema=.*/, `schema=${schema}`).replace('new-runbook', name);
  return {
    files: [
      { path, text, fresh: true },
      { path: sets, text: addSet(readFileSync(join(root, sets), 'utf8'), name), fresh: false },
    ],
    next: `Its test is red until no TODO is left: npx vitest run test/unit/plan/shipped-runbooks.test.ts`,
  };
}

/** In whichever folder: a runbook is found by its bare name. */
function refuseKnown(root: string, name: string): void {
  const files = readdirSync(join(root, 'runbooks'), { recursive: true, encoding: 'utf8' });
  const known = files.find((file) => basename(file) === `${name}.yaml`);
  if (known !== undefined)
    throw refuse(`${name} is there already, as runbooks/${known}`, 'choose another name');
}

function addSet(text: string, name: string): string {
  if (!table.test(text)) throw refuse(`${sets} cannot be read: expected the table shippedParameters`);
  const line = `  '${name}': { from: 'us-west-2', to: 'us-east-2' },`;
  return text.replace(table, (lines) => [...lines.split('\n'), line].toSorted().join('\n'));
}
