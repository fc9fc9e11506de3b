import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument as parseYaml, stringify } from 'yaml';
import { InvalidInput } from '../../../src/errors/problem.ts';
import { compileExample, failoverRunbook } from '../../support/compile-example.ts';
import { exampleEnvironment } from '../../support/example-environment.ts';

const runs = { numRuns: 100 };

/** Whether compiling ends in a plan or in InvalidInput with problems; anything else thrown fails the test. */
function endsWell(changed: Parameters<typeof compileExample>[0]): boolean {
  try {
    return compileExample(changed).schema === 1;
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.length > 0;
    throw error;
  }
}

const strangeTexts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json({ maxDepth: 4 }),
  fc.constantFrom(
    '',
    '---',
    '{',
    '- - -',
    'a: *a',
    '&a [*a]',
    '? {a: 1}\n: 2',
    '__proto__: 1',
    'constructor: {}',
  ),
);

const strangeValues = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    '$',
    '$to',
    '$x.y',
    '$marks.detected',
    '__proto__',
    'constructor',
    'toString',
    '0s',
    '9'.repeat(300),
  ),
);

/** A document in which one value, chosen by numbers, is another one. */
function mutate(text: string, choices: number[], value: unknown): string {
  return stringify(replaceAt(parseYaml(text).toJS(), choices, value), { aliasDuplicateObjects: false });
}

function replaceAt(holder: unknown, [choice, ...rest]: number[], value: unknown): unknown {
  if (choice === undefined || typeof holder !== 'object' || holder === null) return value;
  const entries = Object.entries(holder);
  const chosen = entries.map(([key, inner], index): [string, unknown] => [
    key,
    index === choice % entries.length ? replaceAt(inner, rest, value) : inner,
  ]);
  return Array.isArray(holder) ? chosen.map(([, inner]) => inner) : Object.fromEntries(chosen);
}

const choices = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 6 });

test('compiling arbitrary texts throws nothing but InvalidInput', () => {
  fc.assert(
    fc.property(strangeTexts, strangeTexts, (runbook, environment) => {
      expect(endsWell({ runbook, environment })).toBe(true);
    }),
    runs,
  );
});

test('compiling a runbook with one strange value throws nothing but InvalidInput', () => {
  fc.assert(
    fc.property(choices, strangeValues, (path, value) => {
      expect(endsWell({ runbook: mutate(failoverRunbook, path, value) })).toBe(true);
    }),
    runs,
  );
});

test('compiling with an environment with one strange value throws nothing but InvalidInput', () => {
  fc.assert(
    fc.property(choices, strangeValues, (path, value) => {
      expect(endsWell({ environment: mutate(exampleEnvironment, path, value) })).toBe(true);
    }),
    runs,
  );
});

test('compiling with arbitrary parameters throws nothing but InvalidInput', () => {
  const parameters = fc.dictionary(
    fc.oneof(fc.constantFrom('from', 'to'), fc.string()),
    fc.anything({ maxDepth: 2 }),
  );
  fc.assert(
    fc.property(parameters, (given) => {
      expect(endsWell({ parameters: given })).toBe(true);
    }),
    runs,
  );
});
