import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from '../../../src/document/parse-document.ts';
import { parseEnvironment } from '../../../src/environment/parse-environment.ts';
import { InvalidInput, type Problem } from '../../../src/errors/problem.ts';
import { parseCondition } from '../../../src/condition/parse-condition.ts';
import { parseRunbook } from '../../../src/runbook/parse-runbook.ts';
import { failoverRunbook } from '../../support/compile-example.ts';
import { exampleEnvironment } from '../../support/example-environment.ts';
import { createFakeCatalog } from '../../support/fake-catalog.ts';

/** Whether reading ends in a value or in InvalidInput with at least one problem; anything else thrown fails the test. */
function endsWell(read: () => unknown): boolean {
  try {
    return read() !== undefined;
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.length > 0;
    throw error;
  }
}

const snippets = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '&a',
    '*a',
    '<<: *a',
    '!!binary',
    '? ',
    ': ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '\t',
    '|',
    '>',
    '---\n',
    '...\n',
    '%YAML 9.9\n',
    '__proto__: ',
    'constructor: ',
    '\u0000',
    '\u001b[2J',
    '\u202e',
    '\ufeff',
    '9'.repeat(400),
    '1e999',
    '.nan',
    '$(reboot)',
    '`reboot`',
    "'; DROP TABLE orders; --",
    '<script>',
    '../../etc/passwd',
  ),
);
const cuts = fc.record({ at: fc.nat(), length: fc.nat({ max: 40 }), snippet: snippets });

/** A text with parts cut out and other ones put in. */
function splice(text: string, changes: { at: number; length: number; snippet: string }[]): string {
  return changes.reduce((changed, { at, length, snippet }) => {
    const from = at % (changed.length + 1);
    return changed.slice(0, from) + snippet + changed.slice(from + length);
  }, text);
}

const changes = fc.array(cuts, { minLength: 1, maxLength: 4 });

test('arbitrary texts are read, or refused with every problem', () => {
  fc.assert(
    fc.property(fc.array(snippets, { maxLength: 12 }), (parts) => {
      expect(endsWell(() => parseDocument({ file: 'a.yaml', text: parts.join('') }))).toBe(true);
    }),
    { numRuns: 4_000 },
  );
}, 60_000);

test('a runbook with arbitrary splices is read, or refused with every problem', () => {
  fc.assert(
    fc.property(changes, (splices) => {
      const text = splice(failoverRunbook, splices);
      expect(endsWell(() => parseRunbook({ file: 'runbook.yaml', text }))).toBe(true);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test('an environment with arbitrary splices is read, or refused with every problem', () => {
  const { kinds } = createFakeCatalog();
  fc.assert(
    fc.property(changes, (splices) => {
      const text = splice(exampleEnvironment, splices);
      expect(endsWell(() => parseEnvironment({ file: 'environment.yaml', text }, kinds))).toBe(true);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test('a condition is parsed to a finite value, or refused with what was expected', () => {
  const names = { ok: 'percent', p99: 'duration', count: 'count', mode: 'text', on: 'boolean' } as const;
  const words = fc.constantFrom(
    ' ',
    'ok',
    'p99',
    'count',
    '>=',
    '<',
    '=',
    '99%',
    '5s',
    ' of ',
    'steady',
    '__proto__',
  );
  const texts = fc.array(fc.oneof(words, snippets), { maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseCondition(text, names);
      const value = 'condition' in parsed ? parsed.condition.value : parsed.what;
      expect(typeof value === 'number' ? Number.isFinite(value) : value !== '').toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
  'no step, watch or component may be called %s: every object has that',
  (name) => {
    const runbook = failoverRunbook.replace('step: baseline', `step: ${name}`);
    const refusal = { what: expect.stringContaining('expected a name') };
    const { problems } = readProblems(() => parseRunbook({ file: 'runbook.yaml', text: runbook }));
    expect(problems).toContainEqual(expect.objectContaining(refusal));
  },
);

/** What a parser says, thrown or answered. */
function readProblems(read: () => { problems: Problem[] }): { problems: Problem[] } {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidInput) return error;
    throw error;
  }
}

test.each([
  ['four levels of ten aliases, more than honest re-use', aliasBomb(10, 4)],
  ['nine levels of nine aliases', aliasBomb(9, 9)],
  ['aliases of aliases of one text', aliasBomb(2, 40)],
  ['a merge key of itself', 'a: &a { <<: *a }'],
  ['an anchor inside itself', 'a: &a [*a, *a]'],
  ['a hundred thousand brackets', '['.repeat(100_000)],
  ['a hundred thousand keys in one line', `{${'a: {'.repeat(20_000)}`],
  ['a hundred thousand documents', '---\n'.repeat(100_000)],
  ['a hundred thousand dashes', '- '.repeat(100_000)],
])('a bomb ends in a sentence: %s', (_title, text) => {
  expect(() => parseDocument({ file: 'a.yaml', text })).toThrow(InvalidInput);
});

/** Each level holds the level below it several times. */
function aliasBomb(width: number, levels: number): string {
  return Array.from({ length: levels }, (_, level) => {
    const inner = level === 0 ? 'x' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array.from({ length: width }, () => inner).join(', ')}]`;
  }).join('\n');
}
