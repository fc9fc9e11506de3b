import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { OperationKind } from '../src/operation/contract.ts';
import { addToCatalog } from './catalog.ts';
import { moveImports } from './move-imports.ts';
import { type Scaffold, refuse } from './write-scaffold.ts';

const kinds: Record<OperationKind, true> = { check: true, action: true, fault: true, sampler: true };
const providerPattern = /^[a-z][a-z0-9]*(\/[a-z][a-z0-9]*)?$/;
const namePattern = /^[a-z]+(-[a-z]+)*$/;

interface Wanted {
  /** Folder below `activities`: `http`, `aws/rds`. */
  provider: string;
  /** `verb-noun`. */
  name: string;
  kind: string;
}

/** A new operation, its test, and its line in the catalog. Throws InvalidInput on bad names and on what is there already. */
export function planOperation(root: string, wanted: Wanted): Scaffold {
  checkWanted(wanted);
  const { provider, name, kind } = wanted;
  const id = `${basename(provider)}.${name}`;
  refuseKnown(root, id);
  const operation = `activities/${provider}/${name}.ts`;
  const catalog = readFileSync(join(root, 'activities/catalog.ts'), 'utf8');
  const identifier = camelCase(`${basename(provider)}-${name}`);
  const fill = (template: string, path: string) =>
    moveImports(
      readFileSync(join(import.meta.dirname, 'templates', template), 'utf8')
        .replaceAll(`provider.new-${kind}`, id)
        .replaceAll(camelCase(`new-${kind}`), identifier),
      { from: `scaffold/templates/${template}`, to: path },
      { [`scaffold/templates/${kind}.ts`]: operation },
    );
  const test = `test/unit/activities/${provider}/${name}.test.ts`;
  return {
    files: [
      { path: operation, text: fill(`${kind}.ts`, operation), fresh: true },
      { path: test, text: fill(`${kind}.test.ts`, test), fresh: true },
      {
        path: 'activities/catalog.ts',
        text: addToCatalog(catalog, { identifier, path: `./${provider}/${name}.ts` }),
        fresh: false,
      },
    ],
    next: `${id} is in the catalog. Its test is red until every TODO is written: npx vitest run ${test}`,
  };
}

function checkWanted({ provider, name, kind }: Wanted): void {
  if (!providerPattern.test(provider) || provider.split('/')[0] === 'clients')
    throw refuse(
      `provider is not valid: expected a folder of activities such as http or aws/rds, got "${provider}"`,
      'lowercase letters and digits; `clients` holds the clients of all providers',
    );
  if (!namePattern.test(name))
    throw refuse(`name is not valid: expected verb-noun such as promote-replica, got "${name}"`);
  if (!Object.hasOwn(kinds, kind))
    throw refuse(`kind is not valid: expected one of ${Object.keys(kinds).join(', ')}, got "${kind}"`);
}

/** An id need not be that of its file: `region.power-off` is in `power`. */
function refuseKnown(root: string, id: string): void {
  const folder = join(root, 'activities');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const known = files.find((path) => readFileSync(join(folder, path), 'utf8').includes(`id: '${id}'`));
  if (known !== undefined)
    throw refuse(`${id} is there already, in activities/${known}`, 'choose another name');
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
