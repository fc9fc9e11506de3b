import { expect, test } from 'vitest';
import type { Change, HostedSet } from '../../../../infra/lab/route53/hosted-set.ts';
import { applyChanges } from '../../../../infra/lab/route53/change-batch.ts';

const ORIGIN = 'shop.test';
const apex: HostedSet = { name: ORIGIN, type: 'NS', ttlSeconds: 900, values: ['ns.shop.test'] };
const west: HostedSet = { name: 'app.shop.test', type: 'A', ttlSeconds: 1, values: ['127.0.1.10'] };
const east: HostedSet = { ...west, values: ['127.0.2.10'] };
const alias: HostedSet = {
  name: 'db.shop.test',
  type: 'CNAME',
  ttlSeconds: 1,
  values: ['west.rds.shop.test'],
};
const before = [apex, west, alias];

function apply(...changes: [Change['action'], HostedSet][]) {
  return applyChanges(
    ORIGIN,
    before,
    changes.map(([action, set]) => ({ action, set })),
  );
}

function refusalOf(...changes: [Change['action'], HostedSet][]): string {
  const result = apply(...changes);
  return result.outcome === 'refused' ? result.messages.join('\n') : 'applied';
}

test('deleting the old set and creating the new one in one batch swaps it', () => {
  expect(apply(['DELETE', west], ['CREATE', east])).toEqual({
    outcome: 'applied',
    sets: [apex, alias, east],
  });
});

test('an upsert replaces the set of the same name and type, or adds one', () => {
  const added = { ...east, name: 'new.shop.test' };
  expect(apply(['UPSERT', east], ['UPSERT', added])).toEqual({
    outcome: 'applied',
    sets: [apex, alias, east, added],
  });
});

test('a set that exists is not created again', () => {
  expect(refusalOf(['CREATE', east])).toContain('already exists');
});

test('a deletion must name the values and the TTL as they are, in any order', () => {
  expect(refusalOf(['DELETE', east])).toContain('do not match the current values');
  expect(refusalOf(['DELETE', { ...west, ttlSeconds: 2 }])).toContain('do not match the current values');
  expect(refusalOf(['DELETE', { ...west, values: [...west.values, '127.0.9.9'] }])).toContain('do not match');
  expect(refusalOf(['DELETE', { ...west, name: 'no.shop.test' }])).toContain('was not found');
  const two = { ...west, values: ['127.0.1.10', '127.0.1.11'] };
  const turned = { ...west, values: ['127.0.1.11', '127.0.1.10'] };
  expect(apply(['UPSERT', two], ['DELETE', turned])).toMatchObject({
    outcome: 'applied',
    sets: [apex, alias],
  });
});

test('a batch with one wrong change is refused as a whole and names every wrong one', () => {
  const foreign = { ...east, name: 'app.other.test' };
  expect(apply(['UPSERT', east], ['CREATE', alias], ['UPSERT', foreign])).toEqual({
    outcome: 'refused',
    messages: [
      expect.stringContaining('already exists'),
      expect.stringContaining('is not permitted in zone shop.test.'),
    ],
  });
});

test('an alias stands alone under its name and never at the top of the zone', () => {
  expect(refusalOf(['CREATE', { ...alias, name: west.name }])).toContain('conflicts with other records');
  expect(refusalOf(['CREATE', { ...west, name: alias.name }])).toContain('conflicts with other records');
  expect(refusalOf(['CREATE', { ...alias, name: ORIGIN }])).toContain('not permitted at apex');
  const moved = { ...alias, name: west.name };
  expect(apply(['DELETE', west], ['CREATE', moved])).toMatchObject({ outcome: 'applied' });
});

test('values that make no sense for their type are refused', () => {
  expect(refusalOf(['UPSERT', { ...west, values: ['west'] }])).toContain('ARRDATAIllegalIPv4Address');
  expect(refusalOf(['UPSERT', { ...alias, values: ['a.test', 'b.test'] }])).toContain('it may hold one');
});
