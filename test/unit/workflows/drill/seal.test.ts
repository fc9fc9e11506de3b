import { expect, test } from 'vitest';
import {
  type Seal,
  fenceOf,
  isSealed,
  noteFence,
  untoldQuarantine,
} from '../../../../workflows/drill/seal.ts';

const at = { at: 1_000, monoMs: 10, boot: 'b' };
const later = { at: 2_000, monoMs: 20, boot: 'b' };
const west = { component: 'db', region: 'west', id: 'db-west' };
const east = { component: 'db', region: 'east', id: 'db-east' };

test('a fence alone seals nothing', () => {
  const run: { seal: Seal } = { seal: { kind: 'open' } };

  noteFence(run, [west], at);

  expect(isSealed(run)).toBe(false);
  expect(fenceOf(run)).toEqual({ replaced: [west], provenAt: at, unfencedBy: [] });
});

test('a later fence adds what it replaces, is as old as its own proof, and has to be told', () => {
  const fence = { replaced: [west], provenAt: at, unfencedBy: ['lose'] };
  const run: { seal: Seal } = { seal: { kind: 'sealed', by: 'promote', fence, known: 1 } };
  expect(untoldQuarantine(run)).toBe(null);

  noteFence(run, [east], later);

  expect(run.seal).toMatchObject({ kind: 'sealed', by: 'promote' });
  expect(fenceOf(run)).toEqual({ replaced: [west, east], provenAt: later, unfencedBy: [] });
  expect(untoldQuarantine(run)).toEqual([west, east]);
});
