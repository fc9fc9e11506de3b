import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type JournalEntry, findHealingAt, readJournal } from '../../../src/companion/journal.ts';
import { announceFault } from '../../../src/worker/fault-journal.ts';

const at = (ms: number) => ({ at: ms, monoMs: ms, boot: 'boot' });

test('A retried inject keeps the instant and the expiry of its first attempt: the fault may bite since then', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fault-journal-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const call = {
    phase: 'inject' as const,
    drill: { id: 'drill', key: 'key', step: 'lose-region' },
    preparedBy: null,
    surroundings: {
      environment: 'lab',
      account: null,
      regions: {},
      globalEndpoints: {},
      resolvers: [],
      components: {},
      guardrails: { requireTag: {} },
    },
    component: null,
    with: {},
    prior: {},
    root,
    ttlMs: 60_000,
  };

  const first = await announceFault(call, { operation: 'region.power-off', attempt: 1 });
  const second = await announceFault(
    { ...call, ttlMs: 90_000 },
    { operation: 'region.power-off', attempt: 2 },
  );

  expect(second).toEqual(first);
  expect(first.expiresAt).toBe(first.announcedAt.at + 60_000);
  expect(await readJournal(root)).toHaveLength(1);
});

test('A heal that died before it could say so counts from its first attempt, one of an earlier fault does not', () => {
  const injecting = (ms: number): JournalEntry => ({
    kind: 'injecting',
    at: at(ms),
    step: 'lose-region',
    operation: 'region.power-off',
    component: null,
    with: {},
    prior: {},
    expiresAt: 9_000,
  });
  const healing = (ms: number, step = 'lose-region'): JournalEntry => ({
    kind: 'healing',
    at: at(ms),
    step,
    by: 'guardian',
  });

  const earlier = [injecting(1), healing(2), injecting(3), healing(4, 'other')];

  expect(findHealingAt(earlier, 'lose-region')).toBeNull();
  expect(findHealingAt([...earlier, healing(5), healing(6)], 'lose-region')).toEqual(at(5));
});
