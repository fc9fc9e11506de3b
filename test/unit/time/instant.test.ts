import { expect, test } from 'vitest';
import { addMs, elapsedMs } from '../../../src/time/instant.ts';

const start = { at: 1_000, monoMs: 50, boot: 'a' };

test('elapsedMs trusts the monotonic clock within one boot, whatever the wall clock did', () => {
  expect(elapsedMs(start, { at: 0, monoMs: 80, boot: 'a' })).toBe(30);
});

test('elapsedMs falls back to the wall clock across boots', () => {
  expect(elapsedMs(start, { at: 1_400, monoMs: 3, boot: 'b' })).toBe(400);
});

test('addMs moves both clocks', () => {
  expect(addMs(start, 25)).toEqual({ at: 1_025, monoMs: 75, boot: 'a' });
});
