import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  type JournalEntry,
  appendJournal,
  findHealingAt,
  openFaults,
  readJournal,
} from '../../../src/evidence/journal.ts';
import { announceFault } from '../../../src/faults/announce.ts';

const at = (ms: number) => ({ at: ms, monoMs: ms, boot: 'boot' });

const fault = {
  step: 'lose-region',
  operation: 'region.power-off',
  component: null,
  with: {},
  prior: {},
  ttlMs: 60_000,
};

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'fault-journal-'));
  onTestFinished(() => rm(root, { recursive: true }));
  return root;
}

test('a retried inject keeps the instant and the expiry of its first attempt: the fault may bite since then', async () => {
  const root = await makeRoot();

  const first = await announceFault({ ...fault, root }, { number: 1, round: 'a' });
  const second = await announceFault({ ...fault, root, ttlMs: 90_000 }, { number: 2, round: 'a' });

  expect(second).toEqual(first);
  expect(first.expiresAt).toBe(first.announcedAt.at + 60_000);
  expect(await readJournal(root)).toHaveLength(1);
});

test('what was healed after an attempt stays healed; a step that a person tries again announces its fault anew', async () => {
  const root = await makeRoot();
  await announceFault({ ...fault, root }, { number: 1, round: 'a' });
  const healed = { at: at(1), step: 'lose-region', by: 'guardian' };
  await appendJournal(root, { ...healed, kind: 'healing' });
  await appendJournal(root, { ...healed, kind: 'healed', evidence: 'gone' });

  await expect(announceFault({ ...fault, root }, { number: 2, round: 'a' })).rejects.toMatchObject({
    kind: 'FaultClosed',
  });
  // The first attempt of the new round died before it could announce anything.
  await announceFault({ ...fault, root }, { number: 2, round: 'b' });

  expect(openFaults(await readJournal(root))).toMatchObject([{ step: 'lose-region', round: 'b' }]);
});

test('a heal that died before it could say so counts from its first attempt, one of an earlier fault does not', () => {
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
