import { expect, test } from 'vitest';
import { formatDuration, parseDurationMs } from '../../../src/time/duration.ts';

test.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['1.5s', 1_500],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['14d', 1_209_600_000],
  [' 5s ', 5_000],
  ['0s', 0],
])('parseDurationMs reads %j', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test.each(['', '5', 's', '-5s', '5 s', '5min', '1h30m', '.5s', '5S', 'five s'])(
  'parseDurationMs refuses %j',
  (text) => {
    expect(parseDurationMs(text)).toBeNull();
  },
);

test.each([
  [0, '0 ms'],
  [850, '850 ms'],
  [8_100, '8.1 s'],
  [9_000, '9 s'],
  [600_000, '10 min'],
  [7_500_000, '2 h 5 min'],
  [93_000, '1 min 33 s'],
])('formatDuration shows %d as %j', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
