import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scaffold } from '../../../scaffold/scaffold.ts';
import { packageRoot } from '../../../src/config/package-root.ts';
import { InvalidInput } from '../../../src/errors/problem.ts';

const copied = [
  'src',
  'workflows',
  'activities',
  'runbooks',
  'test/unit/activities',
  'test/unit/plan/shipped-parameters.ts',
  'test/unit/plan/shipped-runbooks.test.ts',
  'test/support',
  'package.json',
  'vitest.config.ts',
  '.oxlintrc.json',
  '.oxfmtrc.json',
];

/** One of each kind, at both depths and in a new provider. */
const operations = [
  ['http', 'is-up', 'check'],
  ['aws/rds', 'resize-instance', 'action'],
  ['network', 'cut-link', 'fault'],
  ['http', 'ping', 'sampler'],
] as const;

const newFiles = operations.flatMap(([provider, name]) => [
  `activities/${provider}/${name}.ts`,
  `test/unit/activities/${provider}/${name}.test.ts`,
]);

let tree: string;
let printed: string[];

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'drillmaster-scaffold-'));
  for (const path of copied) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    cpSync(join(packageRoot, path), join(tree, path), { recursive: true });
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(tree, 'node_modules'));
  const tsconfig = JSON.parse(readFileSync(join(packageRoot, 'tsconfig.json'), 'utf8')) as object;
  const include = ['activities', 'test/unit'];
  writeFileSync(join(tree, 'tsconfig.json'), JSON.stringify({ ...tsconfig, include }));
  printed = [];
  for (const words of operations) printed.push(await scaffold(tree, ['operation', ...words]));
  printed.push(await scaffold(tree, ['runbook', 'r756/database-down']));
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('a tree with a new operation of each kind and a new runbook', () => {
  test.each([
    ['type-checks', ['tsc', '--noEmit']],
    ['passes lint', ['oxlint', '--type-aware', '--deny-warnings', ...newFiles]],
    ['has the format', ['oxfmt', '--check', 'activities', 'test']],
  ])('%s', async (_, [command, ...args]) => {
    const { exitCode, stdout } = await run(command!, args);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
  });

  test('has tests that run and are red for what is not written yet alone', async () => {
    const files = ['catalog', 'shipped-runbooks', ...operations.map(([, name]) => `/${name}.`)];
    await run('vitest', [
      'run',
      '--project',
      'unit',
      '--reporter=json',
      '--outputFile=results.json',
      ...files,
    ]);

    const { testResults } = Results.parse(JSON.parse(readFileSync(join(tree, 'results.json'), 'utf8')));
    const reasons = Object.fromEntries(
      testResults.map(({ name, assertionResults }) => [
        basename(name, '.test.ts'),
        assertionResults.flatMap(({ failureMessages }) => failureMessages),
      ]),
    );
    const { catalog, 'shipped-runbooks': unfinished, ...written } = reasons;
    expect(catalog).toEqual([]);
    expect(unfinished).toEqual(
      [0, 1].map(() => expect.stringMatching(/^AssertionError: unfinished: .*TODO/s)),
    );
    expect(Object.keys(written).toSorted()).toEqual(operations.map(([, name]) => name).toSorted());
    for (const messages of Object.values(written)) {
      expect(messages.length).toBeGreaterThan(1);
      for (const message of messages) expect(message).toContain('is not written');
    }
  });

  test('names each operation once in the catalog, sorted', () => {
    const catalog = readFileSync(join(tree, 'activities/catalog.ts'), 'utf8');
    const paths = [...catalog.matchAll(/^import \{ .* from '(.*)';$/gm)].map((match) => match[1]!);
    const names = [...catalog.matchAll(/^ {4}(\w+),$/gm)].map((match) => match[1]!);
    expect(paths).toEqual(paths.toSorted());
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(
      expect.arrayContaining(['httpIsUp', 'rdsResizeInstance', 'networkCutLink', 'httpPing']),
    );
  });

  test('was told to whoever asked, file by file', () => {
    expect(printed[1]).toMatch(
      /^activities\/aws\/rds\/resize-instance\.ts\ntest\/unit\/activities\/aws\/rds\/resize-instance\.test\.ts\nactivities\/catalog\.ts\nrds\.resize-instance is in the catalog/,
    );
    expect(printed[4]).toMatch(/^runbooks\/r756\/database-down\.yaml\n/);
  });
});

test.each([
  ['operation http request check', /http\.request is there already, in activities\/http\/request\.ts/],
  ['operation region power-off fault', /region\.power-off is there already, in activities\/power\//],
  ['operation http labels check', /activities\/http\/labels\.ts is there already/],
  ['operation ../src is-up check', /provider is not valid: .* got "\.\.\/src"/],
  ['operation clients is-up check', /provider is not valid/],
  ['operation http isUp check', /name is not valid: expected verb-noun .* got "isUp"/],
  ['operation http ../x check', /name is not valid/],
  ['operation http is-well probe', /expected one of check, action, fault, sampler, got "probe"/],
  ['operation http is-well constructor', /kind is not valid/],
  ['operation http is-well', /npm run new:operation -- PROVIDER NAME KIND/],
  ['runbook database-down', /database-down is there already, as runbooks\/r756\/database-down\.yaml/],
  ['runbook a/b/c', /name is not valid/],
  ['runbook Database', /name is not valid/],
  ['', /npm run new:runbook/],
])('`%s` is refused with a sentence, and changes nothing', async (words, sentence) => {
  const before = readTree();

  const refused = scaffold(tree, words.split(' '));

  await expect(refused).rejects.toThrow(InvalidInput);
  await expect(refused).rejects.toThrow(sentence);
  expect(readTree()).toEqual(before);
});

const Results = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ failureMessages: z.array(z.string()) })),
    }),
  ),
});

async function run(command: string, args: string[]) {
  const env = { NO_COLOR: '1', PATH: `${packageRoot}/node_modules/.bin:${process.env['PATH']}` };
  return await execa(command, args, { cwd: tree, reject: false, env });
}

function readTree(): Record<string, string> {
  const folders = ['activities', 'runbooks', 'test'].map((folder) => join(tree, folder));
  const entries = folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }));
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, 'utf8')]));
}
