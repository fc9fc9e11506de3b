import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../../src/config/package-root.ts';
import { readBuildId } from '../../../src/config/worker-version.ts';

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'drillmaster-build-'));
  for (const part of ['package.json', 'activities', 'src', 'workflows'])
    await cp(join(packageRoot, part), join(copy, part), { recursive: true });
});
afterAll(() => rm(copy, { recursive: true, force: true }));

test('a build id is the same wherever the same code is installed, and another one after any change of it', async () => {
  const before = readBuildId(copy);
  expect(before).toMatch(/^\d+\.\d+\.\d+-[0-9a-f]{12}$/);
  expect(readBuildId(`${copy}/../${copy.split('/').at(-1)}`)).toBe(before);

  await writeFile(join(copy, 'activities', 'another.ts'), '');

  expect(readBuildId(copy)).not.toBe(before);
});
