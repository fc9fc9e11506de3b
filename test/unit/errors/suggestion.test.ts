import { expect, test } from 'vitest';
import { suggestName } from '../../../src/errors/suggestion.ts';

const names = ['within', 'when', 'watch', 'requires'];

test.each([
  ['wthin', 'within'],
  ['witihn', 'within'],
  ['requries', 'requires'],
  ['wacth', 'watch'],
])('suggestName takes %j for %j', (name, meant) => {
  expect(suggestName(name, names)).toBe(meant);
});

test('suggestName suggests nothing for a name that is like none', () => {
  expect(suggestName('objective', names)).toBeNull();
  expect(suggestName('anything', [])).toBeNull();
});
