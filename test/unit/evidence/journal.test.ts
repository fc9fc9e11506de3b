import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  appendJournal,
  findHealed,
  openFaults,
  quarantineOf,
  readJournal,
} from '../../../src/evidence/journal.ts';
import { evidenceFolder } from '../../../src/evidence/folder.ts';

const at = { at: 1_000, monoMs: 10, boot: 'boot' };
const injecting = {
  kind: 'injecting' as const,
  at,
  step: 'lose-region',
  operation: 'region.power-off',
  component: null,
  with: { region: 'west' },
  prior: { on: true },
  expiresAt: 2_000,
};
const healing = { kind: 'healing' as const, at, step: 'lose-region', by: 'guardian' };
const healed = { kind: 'healed' as const, at, step: 'lose-region', by: 'guardian', evidence: 'power is on' };

describe('the journal on the disk', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'journal-'));
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  test('is empty when nobody has written one', async () => {
    expect(await readJournal(root)).toEqual([]);
  });

  test('gives back what was appended, in order', async () => {
    await appendJournal(root, injecting);
    await appendJournal(root, healed);
    expect(await readJournal(root)).toEqual([injecting, healed]);
  });

  test('leaves out a line that a death tore, and keeps the entry that is appended after it', async () => {
    await appendJournal(root, injecting);
    await appendFile(evidenceFolder(root).journal, '{"kind":"healed","at":{"at":1');
    await appendJournal(root, healing);
    expect(await readJournal(root)).toEqual([injecting, healing]);
  });

  test('refuses a whole line that is no entry, because it may have been a fault', async () => {
    await appendFile(evidenceFolder(root).journal, '{"kind":"injecting","step":"lose-region"}\n');
    await expect(readJournal(root)).rejects.toThrow(/fault journal unreadable: expected an entry/);
  });
});

describe('the faults that are open', () => {
  test('are those that were announced, though nobody has said that they were injected', () => {
    expect(openFaults([injecting])).toMatchObject([
      { step: 'lose-region', prior: { on: true }, healing: false },
    ]);
  });

  test('stay open while they are being healed', () => {
    expect(openFaults([injecting, healing])).toMatchObject([{ step: 'lose-region', healing: true }]);
  });

  test('are no longer open when they are proven healed', () => {
    expect(openFaults([injecting, healing, healed])).toEqual([]);
  });

  test('are open again when somebody announces them after the heal', () => {
    expect(openFaults([injecting, healed, injecting])).toMatchObject([
      { step: 'lose-region', healing: false },
    ]);
  });

  test('stay open when the journal is closed without a heal', () => {
    expect(openFaults([injecting, { kind: 'closed', at }])).toHaveLength(1);
  });
});

describe('who healed a fault', () => {
  const later = { at: 1_500, monoMs: 510, boot: 'boot' };
  const byCompanion = { ...healed, at: later, by: 'companion' };

  test('is nobody while it is open, and when it was never announced', () => {
    expect(findHealed([injecting, healing], 'lose-region')).toBeNull();
    expect(findHealed([healed], 'lose-region')).toBeNull();
    expect(findHealed([injecting, healed], 'another')).toBeNull();
  });

  test('is the first who proved it, from the start of the heal to the read-back', () => {
    expect(
      findHealed([injecting, { ...healing, by: 'companion' }, byCompanion, healing, healed], 'lose-region'),
    ).toEqual({ by: 'companion', healingAt: at, healedAt: later });
  });

  test('is nobody again when the fault was announced again', () => {
    expect(findHealed([injecting, byCompanion, injecting], 'lose-region')).toBeNull();
  });
});

describe('the quarantine', () => {
  test('is what the seal named, and nothing before it', () => {
    const target = { component: 'database', region: 'west', id: 'shop-west' };
    expect(quarantineOf([injecting])).toEqual([]);
    expect(quarantineOf([injecting, { kind: 'sealed', at, quarantine: [target] }])).toEqual([target]);
  });
});
