import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { blockStarts, releaseStarts, requireStartsAllowed } from '../../../src/sweep/block.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'block-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const block = { stoppedBy: 'bob', stoppedAt: Date.UTC(2026, 0, 2, 3, 4, 5), reason: 'a real incident' };

test('a home in which nothing was stopped lets drills start', async () => {
  await expect(requireStartsAllowed(home)).resolves.toBeUndefined();
  expect(await releaseStarts(home)).toBeNull();
});

test('a stopped home refuses every start with who, when and why, until it is released', async () => {
  await blockStarts(join(home, 'new'), block);
  await expect(requireStartsAllowed(join(home, 'new'))).rejects.toMatchObject({
    kind: 'Stopped',
    retryable: false,
    message: expect.stringContaining('stopped by bob at 2026-01-02T03:04:05.000Z: a real incident') as string,
  });
  expect(await releaseStarts(join(home, 'new'))).toEqual(block);
  await expect(requireStartsAllowed(join(home, 'new'))).resolves.toBeUndefined();
});

test('a block that cannot be read still blocks, and can be released', async () => {
  await writeFile(join(home, 'stopped.json'), '{"stoppedBy":');
  await expect(requireStartsAllowed(home)).rejects.toThrow('its file cannot be read');
  await releaseStarts(home);
  await expect(requireStartsAllowed(home)).resolves.toBeUndefined();
});
