import { expect, test } from 'vitest';
import { createCache } from '../../../../infra/lab/dns/cache.ts';
import type { Response } from '../../../../infra/lab/dns/message.ts';

const found: Response = {
  code: 'ok',
  authoritative: true,
  sets: [{ name: 'a.shop.test', type: 'A', ttlSeconds: 10, values: ['127.0.1.10'] }],
};
const missing: Response = {
  code: 'no-name',
  authoritative: true,
  sets: [],
  soa: { origin: 'shop.test', serial: 1, negativeTtlSeconds: 2 },
};

test('a record set is kept for its TTL and shows the seconds that are left', () => {
  let nowMs = 0;
  const cache = createCache(() => nowMs);
  cache.store('a.shop.test', 'A', found);

  nowMs = 3_200;
  expect(cache.readSet('a.shop.test', 'A')?.ttlSeconds).toBe(6);
  nowMs = 9_999;
  expect(cache.readSet('a.shop.test', 'A')?.ttlSeconds).toBe(0);
  nowMs = 10_000;
  expect(cache.readSet('a.shop.test', 'A')).toBeUndefined();
});

test('a missing name is remembered for the negative TTL of the zone', () => {
  let nowMs = 0;
  const cache = createCache(() => nowMs);
  cache.store('b.shop.test', 'A', missing);

  nowMs = 1_999;
  expect(cache.readNegative('b.shop.test', 'A')).toEqual({ code: 'no-name' });
  nowMs = 2_000;
  expect(cache.readNegative('b.shop.test', 'A')).toBeUndefined();
});

test('an answer without data and without a zone record is not remembered', () => {
  const cache = createCache(() => 0);
  cache.store('b.shop.test', 'A', { code: 'server-failure', authoritative: false, sets: [] });
  expect(cache.readNegative('b.shop.test', 'A')).toBeUndefined();
});
