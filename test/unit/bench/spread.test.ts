import { expect, test } from 'vitest';
import { measureOutage } from '../../../bench/outage.ts';
import { medianOf, quantileOf, spreadOf } from '../../../bench/spread.ts';
import type { Sample } from '../../../src/samples/series.ts';

test('the median is the middle value, or the mean of the two in the middle, whatever their order', () => {
  expect(medianOf([30, 10, 20])).toBe(20);
  expect(medianOf([4, 1, 100, 2])).toBe(3);
  expect(medianOf([7])).toBe(7);
  expect(medianOf([])).toBeNaN();
});

test('a spread says count, smallest, median and largest value, and does not sort numbers as text', () => {
  expect(spreadOf([9, 100, 10])).toEqual({ count: 3, min: 9, median: 10, max: 100 });
});

test('a quantile is the smallest value that so many do not exceed', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);

  expect([0.5, 0.99, 1].map((share) => quantileOf(values, share))).toEqual([100, 198, 200]);
});

test('users are away from the first failed attempt to the first that the new region answers for good', () => {
  const answers = [
    'west',
    'west',
    null,
    null,
    'east',
    null,
    'west',
    'east',
    ...Array<string>(50).fill('east'),
  ];

  expect(measureOutage(answers.map(makeSample), 'east')).toEqual({ fromMs: 40, toMs: 140 });
});

test.each([
  ['nothing failed', ['west', ...Array<string>(60).fill('east')]],
  ['it was never answered by the new region', ['west', null, ...Array<string>(60).fill('west')]],
  ['it is answered for less than a second', ['west', null, ...Array<string>(50).fill('east')]],
])('users are not known to be back when %s', (_why, answers) => {
  expect(measureOutage(answers.map(makeSample), 'east')).toBeNull();
});

/** One every 20 ms; null failed. */
function makeSample(region: string | null, number: number): Sample {
  const intendedMs = number * 20;
  const label = region === null ? 'refused' : 'ok';
  return {
    number,
    intendedMs,
    sentMs: intendedMs,
    doneMs: intendedMs,
    label,
    region,
    address: null,
    fresh: true,
    value: null,
    note: null,
  };
}
