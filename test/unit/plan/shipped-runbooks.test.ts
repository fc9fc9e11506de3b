import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { catalog } from '../../../activities/catalog.ts';
import { compileTexts } from '../../../src/config/compile-texts.ts';
import { listLibrary } from '../../../src/config/library.ts';
import { packageRoot } from '../../../src/config/package-root.ts';
import { parseRunbook } from '../../../src/runbook/parse-runbook.ts';
import { listSets, shippedParameters } from './shipped-parameters.ts';

const folder = join(packageRoot, 'runbooks');
const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => join(folder, path));

test('every shipped runbook is found by its name', async () => {
  const found = (await listLibrary([folder])).filter(({ kind }) => kind === 'runbook');
  expect(found.map(({ file }) => file).toSorted()).toEqual(shipped.toSorted());
});

test('every shipped runbook has parameters to be compiled with', () => {
  expect(Object.keys(shippedParameters).toSorted()).toEqual(shipped.map(nameOf).toSorted());
});

test.each(shipped.flatMap(listCases))(
  'the shipped runbook %s compiles with the real operations',
  (_, { name, file, text, parameters, environment }) => {
    const texts = {
      runbook: { file, text },
      environment: { file: 'environment.yaml', text: environment },
      parameters,
    };
    const plan = compileTexts(texts, { catalog, toolVersion: '0.1.0' });

    expect(plan.runbook.name).toBe(name);
    expect(plan.targets).not.toEqual([]);
    expect(text, 'unfinished').not.toContain('TODO');
  },
);

/** One without a set is tried without any. */
function listCases(file: string) {
  const name = nameOf(file);
  const text = readFileSync(file, 'utf8');
  const declared = parseRunbook({ file, text }).value?.parameters ?? {};
  return listSets(declared, shippedParameters[name] ?? {}).map((set) => {
    const given = Object.entries(set.parameters).map(([parameter, value]) => `${parameter}=${value}`);
    return [[name, ...given].join(' '), { name, file, text, ...set }] as const;
  });
}

function nameOf(file: string): string {
  return basename(file, '.yaml');
}
