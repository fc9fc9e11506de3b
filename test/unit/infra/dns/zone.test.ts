import { expect, test } from 'vitest';
import type { Zone } from '../../../../infra/lab/dns/zone.ts';
import { answerFromZone, normalizeName } from '../../../../infra/lab/dns/zone.ts';

const west = { name: 'west.rds.shop.test', type: 'A', ttlSeconds: 5, values: ['127.0.1.20'] } as const;
const alias = { name: 'db.shop.test', type: 'CNAME', ttlSeconds: 1, values: ['west.rds.shop.test'] } as const;
const zone: Zone = {
  origin: 'shop.test',
  serial: 1,
  negativeTtlSeconds: 2,
  sets: [west, alias].map((set) => ({ ...set, values: [...set.values] })),
};

test('an address question about an alias is answered with the alias and its address', () => {
  expect(answerFromZone(zone, 'db.shop.test', 'A')).toEqual({ outcome: 'found', sets: [alias, west] });
});

test('an alias question is answered with the alias alone', () => {
  expect(answerFromZone(zone, 'db.shop.test', 'CNAME')).toEqual({ outcome: 'found', sets: [alias] });
});

test('a name that has only another type has no data, and so has a name above an existing one', () => {
  expect(answerFromZone(zone, 'west.rds.shop.test', 'CNAME')).toEqual({ outcome: 'no-data' });
  expect(answerFromZone(zone, 'rds.shop.test', 'A')).toEqual({ outcome: 'no-data' });
});

test('an unknown name does not exist, and a name of another zone is not answered', () => {
  expect(answerFromZone(zone, 'nobody.shop.test', 'A')).toEqual({ outcome: 'no-name' });
  expect(answerFromZone(zone, 'myshop.test', 'A')).toEqual({ outcome: 'not-ours' });
});

test('aliases that point at each other end after a bounded number of steps', () => {
  const loop = { ...alias, values: ['db.shop.test'] };
  const answer = answerFromZone({ ...zone, sets: [loop] }, 'db.shop.test', 'A');
  expect(answer.outcome === 'found' && answer.sets.length).toBe(8);
});

test('names are compared without case and without the final dot', () => {
  expect(normalizeName('DB.Shop.Test.')).toBe('db.shop.test');
});
