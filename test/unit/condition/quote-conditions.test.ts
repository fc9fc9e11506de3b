import { expect, test } from 'vitest';
import { quoteConditions } from '../../../src/condition/quote-conditions.ts';
import { count, percent } from '../../support/synthetic-series.ts';

test('conditions are shown as they were written, all of them joined by "and"', () => {
  const conditions = [percent('ok', '>=', 99), { ...count('lost', '=', 0), text: 'lost=0' }];

  expect(quoteConditions(conditions)).toBe('ok >= 99% and lost=0');
  expect(quoteConditions(conditions.slice(0, 1))).toBe('ok >= 99%');
});
