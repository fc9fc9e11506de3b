import { expect, test } from 'vitest';
import { packageRoot } from '../../../src/config/package-root.ts';
import { listLibrary } from '../../../src/config/library.ts';
import * as aliases from '../../../workflows/aliases.ts';
import * as unversioned from '../../../workflows/index.ts';
import * as versioned from '../../../workflows/versioned.ts';

test('an unversioned and a versioned worker know the same workflow types, the aliases among them', () => {
  const types = Object.keys(unversioned);

  expect(types.toSorted()).toEqual(['drill', 'guardian', ...Object.keys(aliases)].toSorted());
  expect(Object.keys(versioned).toSorted()).toEqual(types.toSorted());
});

test.each(Object.entries(aliases))('the alias %s is named like a shipped runbook', async (type, alias) => {
  const shipped = (await listLibrary([`${packageRoot}/runbooks`])).map(({ name }) => name);

  expect(shipped).toContain(alias.runbook);
  expect(type).toBe(alias.runbook.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
});
