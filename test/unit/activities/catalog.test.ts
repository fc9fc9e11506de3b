import { describe, expect, test } from 'vitest';
import { catalog } from '../../../activities/catalog.ts';

describe('catalog', () => {
  test('has one operation of each id, named provider.verb-noun', () => {
    const ids = catalog.operations.map((operation) => operation.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+\.[a-z]+(-[a-z]+)*$/);
  });

  test('knows every kind of component that an operation names', () => {
    const kinds = catalog.kinds.map(({ kind }) => kind);
    const named = catalog.operations.flatMap((operation) => operation.componentKinds);
    expect(named.filter((kind) => !kinds.includes(kind))).toEqual([]);
  });

  test('declares only fields of `with` as regions and components', () => {
    for (const { id, regionFields = [], componentFields = [], ...operation } of catalog.operations) {
      const shape = JSON.stringify('shape' in operation.with ? Object.keys(operation.with.shape ?? {}) : []);
      for (const field of [...regionFields, ...componentFields]) expect(shape, id).toContain(`"${field}"`);
    }
  });
});
