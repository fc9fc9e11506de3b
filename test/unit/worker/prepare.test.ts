import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InvalidInput } from '../../../src/errors/problem.ts';
import { prepareDrill } from '../../../src/worker/prepare.ts';
import { failoverRunbook } from '../../support/compile-example.ts';
import { exampleEnvironment } from '../../support/example-environment.ts';
import { createFakeCatalog } from '../../support/fake-catalog.ts';

let library: string;
beforeAll(async () => {
  library = await mkdtemp(join(tmpdir(), 'drill-prepare-'));
  await writeFile(join(library, 'region-failover.yaml'), failoverRunbook);
  await writeFile(join(library, 'shop.yaml'), exampleEnvironment);
});
afterAll(async () => {
  await rm(library, { recursive: true, force: true });
});

const parameters = { from: 'us-west-2', to: 'us-east-2' };
const valid = { runbook: 'region-failover', environment: 'shop', parameters };

async function prepare(input: unknown) {
  const workflow = { id: '../../w', runId: 'r-1' };
  return await prepareDrill(
    { catalog: createFakeCatalog(), library: [library], home: '/home', toolVersion: '0.1.0', workflow },
    input,
  );
}

/** Whether preparing ends in an answer or in InvalidInput; anything else thrown fails the test. */
async function endsWell(input: unknown): Promise<boolean> {
  try {
    return ['plan', 'listing'].includes((await prepare(input)).kind);
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.length > 0;
    throw error;
  }
}

test('a whole input becomes a plan, whose evidence stays below the home folder whatever the workflow is called', async () => {
  const prepared = await prepare(valid);
  expect(prepared).toMatchObject({ kind: 'plan', startedBy: null });
  expect(prepared.kind === 'plan' && prepared.root).toMatch(/^\/home\/evidence\/-w-[0-9a-f]{10}$/);
});

test.each([null, undefined, {}, []])('nothing (%j) is answered with what could be started', async (input) => {
  expect((await prepare(input)).kind).toBe('listing');
});

test.each<[string, unknown]>([
  ['a text', 'region-failover'],
  ['a number', 5],
  ['a list', [valid]],
  ['a misspelt key', { ...valid, runbok: 'x' }],
  ['a path as its runbook', { ...valid, runbook: '../../etc/passwd' }],
  ['an absolute path', { ...valid, environment: '/etc/passwd' }],
  ['a NUL in a name', { ...valid, runbook: 'region-failover\u0000' }],
  ['a runbook of the wrong type', { ...valid, runbook: { file: 5 } }],
  ['shell words as a name', { ...valid, runbook: '$(reboot)' }],
  ['parameters that are a list', { ...valid, parameters: ['us-west-2'] }],
  ['a parameter that nobody declared', { ...valid, parameters: { ...parameters, extra: 1 } }],
  [
    'a prototype among the parameters',
    JSON.parse(
      '{"runbook":"region-failover","environment":"shop","parameters":{"__proto__":{"from":"us-west-2"},"to":"us-east-2"}}',
    ),
  ],
  ['a prototype as the input', JSON.parse('{"__proto__":{"runbook":"region-failover"},"x":1}')],
  ['a reason of 1 MB', { ...valid, reason: 'x'.repeat(1_000_000) }],
  ['another occasion', { ...valid, occasion: 'party' }],
  ['the digest of another plan', { ...valid, plan: 'sha256:0' }],
  ['an alias bomb as its text', { ...valid, runbook: { file: 'a.yaml', text: aliasBomb() } }],
])('%s is refused with a sentence.', async (_title, input) => {
  await expect(prepare(input)).rejects.toBeInstanceOf(InvalidInput);
});

function aliasBomb(): string {
  const lines = Array.from({ length: 26 }, (_, level) =>
    level === 0 ? 'a0: &a0 [x, x]' : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
  );
  return lines.join('\n');
}

const values = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.constantFrom('region-failover', 'shop', 'drill', 'disaster', '../shop', '__proto__', '\u202e', '{}'),
);
const keys = fc.constantFrom(
  'runbook',
  'environment',
  'parameters',
  'occasion',
  'reason',
  'by',
  'plan',
  '__proto__',
  'constructor',
  'toString',
);

test('arbitrary inputs end in a plan, a listing or InvalidInput', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(values, fc.dictionary(keys, values)), async (input) => {
      expect(await endsWell(input)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('a whole input with one strange part ends so too, and pollutes no prototype', async () => {
  await fc.assert(
    fc.asyncProperty(keys, values, async (key, value) => {
      const input: unknown = JSON.parse(
        JSON.stringify(valid).replace('{', () => `{${JSON.stringify(key)}:${JSON.stringify(value)},`),
      );
      expect(await endsWell(input)).toBe(true);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
