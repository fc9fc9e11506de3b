import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkDocument } from '../../../src/document/check-document.ts';
import { Duration, Name } from '../../../src/document/fields.ts';
import { notes } from '../../../src/document/notes.ts';
import { parseDocument } from '../../../src/document/parse-document.ts';
import { formatProblem } from '../../../src/errors/problem.ts';

const Shape = z
  .union([
    z.strictObject({ circle: z.string(), radius: z.number() }),
    z.strictObject({ square: z.string(), side: z.number(), label: z.string().optional() }),
  ])
  .register(notes, { choice: { noun: 'a shape', keys: ['circle', 'square'] }, notYet: ['triangle'] });

const Drawing = z.strictObject({
  name: Name,
  shown: z.enum(['always', 'never']).optional(),
  every: z.union([Duration, z.strictObject({ after: Name })]).optional(),
  shapes: z.array(Shape).max(2).default([]),
  layers: z.record(Name, z.number()).default({}),
});

function problemsOf(text: string): string[] {
  return checkDocument(parseDocument({ file: 'a.yaml', text }), Drawing).problems.map(formatProblem);
}

test('checkDocument gives the parsed value when nothing is wrong', () => {
  const document = parseDocument({
    file: 'a.yaml',
    text: 'name: a\nevery: 2s\nshapes: [{ circle: c, radius: 1 }]',
  });

  expect(checkDocument(document, Drawing)).toEqual({
    value: { name: 'a', every: 2_000, shapes: [{ circle: 'c', radius: 1 }], layers: {} },
    faults: [],
    problems: [],
  });
});

test.each([
  ['name: 5', 'a.yaml:1:7: name: expected a name of letters, digits and dashes, got number 5'],
  ['shown: never', 'a.yaml:1:1: name: expected a name of letters, digits and dashes, got nothing'],
  [
    'nmae: a',
    'a.yaml:1:1: unknown key: expected one of name, shown, every, shapes, layers, got "nmae"\n  HINT: did you mean "name"?',
  ],
  [
    'name: a\nshown: nevr',
    'a.yaml:2:8: shown: expected one of always, never, got text "nevr"\n  HINT: did you mean "never"?',
  ],
  [
    'name: a\nevery: soon',
    'a.yaml:2:8: every: expected a duration above zero such as 250ms, 30s, 10m or 2h, got text "soon"',
  ],
  [
    'name: a\nevery: { aftr: b }',
    'a.yaml:2:10: every: unknown key: expected one of after, got "aftr"\n  HINT: did you mean "after"?',
  ],
  [
    'name: a\nevery: [1]',
    'a.yaml:2:8: every: expected a duration above zero such as 250ms, 30s, 10m or 2h or a mapping, got a list of 1',
  ],
  [
    'name: a\nshapes: [{ circle: c, radius: 1, side: 2 }]',
    'a.yaml:2:34: shapes[0]: unknown key: expected one of circle, radius, got "side"',
  ],
  [
    'name: a\nshapes: [{ square: c, side: wide }]',
    'a.yaml:2:29: shapes[0].side: expected a number, got text "wide"',
  ],
  [
    'name: a\nshapes: [{ triangle: c }]',
    'a.yaml:2:12: shapes[0]: "triangle" is not supported yet\n  HINT: leave it out, or use a newer version',
  ],
  [
    'name: a\nshapes: [{ sqare: c, side: 1 }]',
    'a.yaml:2:12: shapes[0]: expected a shape with exactly one of circle, square, got a mapping with sqare, side\n  HINT: did you mean "square"?',
  ],
  ['name: a\nshapes: [circle]', 'a.yaml:2:10: shapes[0]: expected a mapping, got text "circle"'],
  [
    'name: a\nlayers: { "a b": 1 }',
    'a.yaml:2:11: layers: expected a name of letters, digits and dashes, got text "a b"',
  ],
  ['name: a\nlayers: { back: low }', 'a.yaml:2:17: layers.back: expected a number, got text "low"'],
])('checkDocument explains %j in one problem', (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test('checkDocument reports everything that is wrong', () => {
  const problems = problemsOf('nmae: a\nshown: no\nshapes: [{ circle: 1, radius: 2 }, { side: 1 }]');

  expect(problems).toHaveLength(4);
});

test('checkDocument hides the value of a key that holds a secret', () => {
  const Secret = z.strictObject({ password: z.strictObject({ env: z.string() }) });

  const { problems } = checkDocument(parseDocument({ file: 'a.yaml', text: 'password: hunter2' }), Secret);

  expect(problems.map(formatProblem)).toEqual([expect.stringMatching(/literal secret/)]);
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});
