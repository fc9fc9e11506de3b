import { describe, expect, test } from 'vitest';
import { failureKind } from '../../../../src/operation/kit/failure-kind.ts';
import { findRegionValue, isSameName, nameTarget } from '../../../../src/operation/kit/names.ts';
import { ownerMark, readOwnerMark } from '../../../../src/operation/kit/owner-mark.ts';
import { TtlSeconds } from '../../../../src/operation/kit/shapes.ts';
import { codedError } from '../../activities/operation-context.ts';

const record = { zone: 'Z1', host: 'db.shop.test', type: 'A', ttl: 1, values: { west: '10.0.1.1' } } as const;

describe('the mark of a drill', () => {
  test('says the drill key and the step when it is read back', () => {
    const owner = { key: 'k1', step: 'swap/checkout' };
    expect(readOwnerMark(ownerMark(owner))).toEqual(owner);
  });

  test.each([null, 'drillmaster:', 'alice', 'x-drillmaster:k1/step'])('is not seen in %s', (mark) => {
    expect(readOwnerMark(mark)).toBeNull();
  });
});

describe('names', () => {
  test('are the same in any case, with or without the dot of the root', () => {
    expect(isSameName('DB.shop.test.', 'db.shop.test')).toBe(true);
    expect(isSameName('db.shop.test', 'db.shop.test.example')).toBe(false);
  });

  test('stand for one record set of one zone', () => {
    expect(nameTarget('database', record)).toEqual({
      component: 'database',
      region: null,
      id: 'Z1/db.shop.test/A',
    });
  });

  test('have no value in a region that is not theirs', () => {
    expect(findRegionValue(record, 'west')).toBe('10.0.1.1');
    expect(() => findRegionValue(record, 'north')).toThrow(
      'no value of db.shop.test: expected one of west, got region north',
    );
  });
});

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'not-connected'],
  ['ENOANSWER', 'silent'],
  ['ETIMEOUT', 'nameless'],
  ['57P03', 'restarting'],
  ['23505', 'other'],
])('a failure with %s is %s', (code, kind) => {
  expect(failureKind(codedError(code))).toBe(kind);
});

test('a failure without a code says nothing of the other side', () => {
  expect(failureKind(new Error('refused'))).toBe('other');
  expect(failureKind('ECONNREFUSED')).toBe('other');
});

test('a TTL is stored as whole seconds', () => {
  expect(TtlSeconds.parse('2m')).toBe(120);
  for (const text of ['500ms', '60', '0s', '99999999999999999999s'])
    expect(TtlSeconds.safeParse(text).success, text).toBe(false);
});
