import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Measure } from '../../../src/condition/condition.ts';
import { parseCondition } from '../../../src/condition/parse-condition.ts';

const names: Record<string, Measure> = {
  ok: 'percent',
  'clear-error': 'percent',
  p99: 'duration',
  count: 'count',
  rss: 'bytes',
  version: 'text',
  writer: 'boolean',
};

test.each([
  ['ok >= 99%', { name: 'ok', comparison: '>=', value: 99, measure: 'percent', of: null }],
  ['clear-error>=99.5%', { name: 'clear-error', comparison: '>=', value: 99.5 }],
  ['p99 < 500ms', { name: 'p99', comparison: '<', value: 500, measure: 'duration' }],
  ['p99 <= 1.5s', { value: 1_500, comparison: '<=' }],
  ['p99 < 200% of steady', { name: 'p99', value: 200, measure: 'duration', of: 'steady' }],
  ['count = 0', { name: 'count', comparison: '=', value: 0, measure: 'count' }],
  ['rss < 64MB', { value: 64_000_000, measure: 'bytes' }],
  ['rss < 1GiB', { value: 1_073_741_824 }],
  ['version != 18.4', { value: '18.4', comparison: '!=', measure: 'text' }],
  ['version = "two words"', { value: 'two words' }],
  ['writer = true', { value: true, measure: 'boolean' }],
  ['  writer   !=   false ', { value: false }],
])('a condition %j is read', (text, parts) => {
  expect(parseCondition(text, names)).toMatchObject({ condition: { text, ...parts } });
});

test.each([
  ['', /expected a condition such as ok >= 99%/],
  ['ok', /expected a condition/],
  ['ok >=', /expected a condition/],
  ['ok => 99%', /expected a share from 0% to 100% for "ok", got "> 99%"/],
  ['okk >= 99%', /unknown name in condition: expected one of ok, .*got "okk"/],
  ['constructor = 1', /unknown name in condition/],
  ['ok >= 99', /expected a share from 0% to 100% for "ok", got "99"/],
  ['ok >= 101%', /expected a share from 0% to 100%/],
  ['p99 < 500', /expected a duration such as 500ms or 5s for "p99"/],
  ['count = 5s', /expected a number such as 0 for "count"/],
  ['count = -1', /expected a number/],
  ['rss < 64', /expected a size/],
  ['writer = yes', /expected true or false for "writer"/],
  ['writer > false', /expected = or != for the boolean "writer", got >/],
  ['version < 18', /expected = or != for the text "version", got </],
  ['version = 1% of steady', /expected no "of" for the text "version"/],
  ['p99 < 2s of steady', /expected a share such as 200% of steady, got "2s"/],
  ['p99 < 200% of detect', /expected "of steady", got "of detect"/],
])('a condition %j is refused with what was expected', (text, what) => {
  const parsed = parseCondition(text, names);

  expect('what' in parsed ? parsed.what : 'nothing is wrong').toMatch(what);
});

test('a misspelt name comes with the name that was meant', () => {
  expect(parseCondition('clear-eror = 0%', names)).toMatchObject({ hint: 'did you mean "clear-error"?' });
});

test('any text is either a condition or refused, and what is read keeps the text', () => {
  const pieces = fc.constantFrom(
    'ok',
    'p99',
    'writer',
    'of',
    'steady',
    '>=',
    '=',
    '<',
    ' ',
    '%',
    '9',
    'ms',
    '"',
    'true',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseCondition(text, names);
      expect('condition' in parsed ? parsed.condition.text : parsed.what).toBeTypeOf('string');
      if ('condition' in parsed) expect(parsed.condition.text).toBe(text);
    }),
  );
});
