import { expect, test } from 'vitest';
import { parseDocument } from '../../../src/document/parse-document.ts';
import { InvalidInput } from '../../../src/errors/problem.ts';

function problemsOf(text: string): string[] {
  try {
    parseDocument({ file: 'a.yaml', text });
    return [];
  } catch (error) {
    if (error instanceof InvalidInput)
      return error.message.split('\n').filter((line) => !line.startsWith('  HINT'));
    throw error;
  }
}

test('parseDocument reads YAML and JSON', () => {
  expect(parseDocument({ file: 'a.yaml', text: 'a: [1, two]' }).value).toEqual({ a: [1, 'two'] });
  expect(parseDocument({ file: 'a.json', text: '{"a": [1, "two"]}' }).value).toEqual({ a: [1, 'two'] });
});

test('parseDocument locates values and keys by line and column', () => {
  const document = parseDocument({ file: 'a.yaml', text: 'a:\n  - b: 1\n    c: two\n' });

  expect(document.locate(['a', 0, 'c'], 'value')).toEqual({ file: 'a.yaml', line: 3, column: 8 });
  expect(document.locate(['a', 0, 'c'], 'key')).toEqual({ file: 'a.yaml', line: 3, column: 5 });
});

test('parseDocument locates what is missing at the nearest thing around it', () => {
  const document = parseDocument({ file: 'a.yaml', text: 'x: 1\na:\n  - b: 1\n' });

  expect(document.locate(['a', 0, 'missing', 'deeper'], 'value')).toMatchObject({ line: 3, column: 5 });
  expect(document.locate(['missing'], 'value')).toMatchObject({ line: 1, column: 1 });
});

test('parseDocument locates values behind an alias where they were written', () => {
  const document = parseDocument({ file: 'a.yaml', text: 'a: &a\n  b: 1\nc: *a\n' });

  expect(document.value).toEqual({ a: { b: 1 }, c: { b: 1 } });
  expect(document.locate(['c', 'b'], 'value')).toMatchObject({ line: 2, column: 6 });
});

test.each([
  ['no YAML', 'a: [1\nb: }', /^a\.yaml:2:\d+: document cannot be read: expected YAML/],
  ['a list', '- a', /expected a mapping .* got a list/],
  ['nothing', '', /expected a mapping .* got nothing/],
  ['a number', '42', /got a number/],
  ['a duplicate key', 'a: 1\na: 2', /^a\.yaml:2:1: .*the key "a" a second time/],
  ['an unknown alias', 'a: *b', /Unresolved alias/],
  ['a foreign tag', 'a: !!js/function x', /^a\.yaml:1:4: .*Unresolved tag/],
  ['several documents', 'a: 1\n---\nb: 2', /^a\.yaml:2:1: /],
  ['a key that is no text', '? [a]\n: 1', /expected YAML/],
  ['more than 1 MB', `a: ${'x'.repeat(1_000_000)}`, /^a\.yaml: document is too long: expected at most 1 MB/],
  ['deep nesting', `a: ${'['.repeat(60)}${']'.repeat(60)}`, /nested too deeply: expected at most 40 levels/],
])('parseDocument refuses %s', (_title, text, problem) => {
  expect(problemsOf(text)[0]).toMatch(problem);
});

test('parseDocument refuses aliases that expand to very much', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [name, inner] of ['ba', 'cb', 'dc', 'ed', 'fe'].map((pair) => pair.split(''))) {
    bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${inner}`).join(', ')}]`);
  }

  expect(problemsOf(bomb.join('\n'))).toEqual([expect.stringMatching(/expected YAML with few aliases/)]);
});

test('parseDocument says what matters of a text that is broken all over', () => {
  expect(problemsOf(`a: ${'['.repeat(5_000)}`).length).toBeLessThanOrEqual(5);
});

test('parseDocument takes keys that objects are born with for what they are', () => {
  const { value } = parseDocument({ file: 'a.yaml', text: '__proto__: { polluted: yes }\nconstructor: 1' });

  expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
