import { describe, expect, test } from 'vitest';
import { catalog } from '../../../activities/catalog.ts';
import { kindsOffering } from '../../../src/operation/component-kind.ts';
import { fieldsOf } from '../../../src/operation/meaning.ts';

describe('catalog', () => {
  test('has one operation of each id, named provider.verb-noun', () => {
    const ids = catalog.operations.map((operation) => operation.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+\.[a-z]+(-[a-z]+)*$/);
  });

  test('has for every operation a kind of component that offers what it works on', () => {
    const without = catalog.operations.filter(({ on }) => kindsOffering(catalog.kinds, on).length === 0);
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  test('declares only fields of `with` as regions, components, watches and durations', () => {
    for (const { id, fields = {}, ...operation } of catalog.operations) {
      const known = 'shape' in operation.with ? Object.keys(operation.with.shape ?? {}) : [];
      for (const field of Object.keys(fields)) expect(known, id).toContain(field);
    }
  });

  test('lets a fault take away only a region that the compiler checks, and a check prove only rows of such a watch', () => {
    for (const operation of catalog.operations) {
      const { id } = operation;
      if (operation.kind === 'fault' && typeof operation.takesAway === 'object')
        expect(fieldsOf(operation, 'region'), id).toContain(operation.takesAway.region);
      if (operation.kind === 'check' && operation.proves !== undefined)
        expect(fieldsOf(operation, 'watch'), id).toContain(operation.proves.rowsOf);
    }
  });
});
