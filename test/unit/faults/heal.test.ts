import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { evidenceFolder } from '../../../src/evidence/folder.ts';
import { appendJournal, readJournal } from '../../../src/evidence/journal.ts';
import type { HealInput, Target } from '../../../src/operation/contract.ts';
import type { JsonObject } from '../../../src/operation/json.ts';
import { defineBreak } from '../../support/break-fault.ts';
import {
  allCallers,
  answerHeal,
  type BrokenWorld,
  callersWithJournal,
  gatedByJournal,
  type HealCaller,
} from '../../support/healers.ts';
import { fillDisk, followEntry } from '../../support/journal-disk.ts';

const at = (ms: number) => ({ at: ms, monoMs: ms, boot: 'boot' });
const target = (id: string) => ({ component: 'database', region: 'west', id });
const step = 'lose-region';
const west = target('shop-west');
const replica = target('shop-west-replica');

let root: string;
let heals: HealInput<JsonObject>[];
let isHealed: boolean;
let beforeMutation: () => Promise<void>;

const fault = defineBreak({
  heal: async (ctx, input) => {
    await beforeMutation();
    await ctx.mutate('switch on', async () => heals.push(input));
    return { values: {}, details: {} };
  },
  healed: async () => ({ confirmed: isHealed, evidence: isHealed ? 'it is on' : 'it is off' }),
  find: async () => [],
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heal-'));
  heals = [];
  isHealed = true;
  beforeMutation = async () => {};
  await announce();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

async function announce(): Promise<void> {
  await appendJournal(root, {
    kind: 'injecting',
    at: at(1),
    step,
    operation: 'test.break',
    component: null,
    with: { region: 'west' },
    prior: { on: true },
    expiresAt: 60,
  });
}

async function heal(caller: HealCaller, options: Partial<BrokenWorld> = {}) {
  return await caller.heal({ root, fault, with: { region: 'west' }, quarantine: [], ...options });
}

const seal = async (...quarantine: Target[]) =>
  await appendJournal(root, { kind: 'sealed', at: at(2), quarantine });
const healedBy = async (by: string) =>
  await appendJournal(root, { kind: 'healed', at: at(4), step, by, evidence: 'on' });
const kinds = async () => (await readJournal(root)).map(({ kind }) => kind);

describe.each(callersWithJournal)('%s', (_name, caller) => {
  test('heals with the state before, and says in the journal that it began, that it is proven, and who it is', async () => {
    expect(await heal(caller)).toMatchObject({ healed: true, said: expect.stringContaining('it is on') });

    expect(heals).toEqual([{ with: { region: 'west' }, prior: { on: true }, quarantine: [] }]);
    const { by } = caller;
    expect((await readJournal(root)).slice(1)).toMatchObject([
      { kind: 'healing', step, by },
      { kind: 'healed', step, by, evidence: 'it is on' },
    ]);
  });

  test('keeps away what a seal replaced of which it had not heard', async () => {
    const seen = await readJournal(root);
    await seal(west);

    await heal(caller, { seen });

    expect(heals).toMatchObject([{ quarantine: [west] }]);
  });

  test('writes that it heals before it reads the seal: one that is written right after that is honoured', async () => {
    await followEntry(root, 'healing', { kind: 'sealed', at: at(3), quarantine: [west] });

    await heal(caller);

    expect(await kinds()).toEqual(['injecting', 'healing', 'sealed', 'healed']);
    expect(heals).toMatchObject([{ quarantine: [west] }]);
  });

  test('lets nothing back that either the journal or its own knowledge keeps away', async () => {
    await seal(west);
    await heal(caller, { quarantine: [west, replica] });
    await announce();
    const seen = await readJournal(root);
    await seal(west, replica);
    await seal(west);
    await heal(caller, { quarantine: [west], seen });

    expect(heals).toMatchObject([{ quarantine: [west, replica] }, { quarantine: [west, replica] }]);
  });

  test('does not note a heal as proven that its read-back denies', async () => {
    isHealed = false;

    await heal(caller);

    expect(new Set(await kinds())).toEqual(new Set(['injecting', 'healing']));
  });

  test('heals though the disk takes no entry, and what is healed counts as healed', async () => {
    await fillDisk();

    expect(await heal(caller)).toMatchObject({ healed: true, said: expect.stringContaining('it is on') });

    expect(heals).toHaveLength(1);
    expect(await kinds()).toEqual(['injecting']);
  });

  test('says who came first when somebody else had proven it healed before', async () => {
    const seen = await readJournal(root);
    await healedBy('somebody');
    const idle = { ...fault, heal: async () => ({ values: {}, details: {} }) };

    const { healed, said } = await heal(caller, { fault: idle, seen });

    expect(healed).toBe(true);
    expect(said).toContain('it is on');
    expect(said).toMatch(/first healed by somebody|"by":"somebody"/);
  });

  test('calls a fault healed that somebody else has healed meanwhile', async () => {
    beforeMutation = async () => await healedBy('somebody');

    expect(await heal(caller)).toMatchObject({ healed: true });

    expect((await readJournal(root)).find(({ kind }) => kind === 'healed')).toMatchObject({ by: 'somebody' });
  });
});

describe.each(allCallers)('%s', (_name, caller) => {
  test('keeps away what it was told', async () => {
    await heal(caller, { quarantine: [west] });

    expect(heals).toMatchObject([{ quarantine: [west] }]);
  });

  test('calls nothing healed of which its read-back finds something left', async () => {
    isHealed = false;

    expect(await heal(caller)).toMatchObject({
      healed: false,
      said: expect.stringContaining(
        'lose-region is not healed: expected nothing of test.break to be left, got: it is off',
      ),
    });
  });

  test('hands the heal an input that its schema has read', async () => {
    const Input = z.strictObject({ region: z.string(), how: z.string().default('gently') });

    await heal(caller, { fault: { ...fault, with: Input } });

    expect(heals).toMatchObject([{ with: { region: 'west', how: 'gently' } }]);
  });

  test('heals with the input as it was written when this version does not understand it', async () => {
    const Input = z.strictObject({ zone: z.string() });

    expect(await heal(caller, { fault: { ...fault, with: Input } })).toMatchObject({ healed: true });

    expect(heals).toMatchObject([{ with: { region: 'west' } }]);
  });
});

describe('where the journal is the gate', () => {
  test.each(gatedByJournal)(
    '%s changes nothing more once somebody else has healed the fault, and says who',
    async (_name, caller) => {
      beforeMutation = async () => await healedBy('guardian');

      expect((await heal(caller)).said).toMatch(/meanwhile.*guardian/);

      expect(heals).toEqual([]);
      expect(await kinds()).toEqual(['injecting', 'healing', 'healed']);
    },
  );

  test.each(gatedByJournal)(
    '%s does not take a journal that is gone for a fault that is healed',
    async (_name, caller) => {
      beforeMutation = async () => await rm(evidenceFolder(root).journal);

      expect((await heal(caller)).healed).toBe(false);

      expect(heals).toEqual([]);
    },
  );
});

describe('where the server is the gate', () => {
  test('a spoilt journal keeps no fault in force, and what the caller keeps away stays away', async () => {
    await appendFile(evidenceFolder(root).journal, '{"kind":"nonsense"}\n');

    await answerHeal({ root, fault, with: {}, quarantine: [west] });

    expect(heals).toMatchObject([{ quarantine: [west] }]);
  });

  test('the answer tells who came first, and when somebody first began', async () => {
    await appendJournal(root, { kind: 'healing', at: at(3), step, by: 'companion' });
    await healedBy('companion');

    expect(await answerHeal({ root, fault, with: {}, quarantine: [] })).toEqual({
      kind: 'confirmation',
      confirmation: { confirmed: true, evidence: 'it is on' },
      healingAt: at(3),
      healedBefore: { by: 'companion', healingAt: at(3), healedAt: at(4) },
    });
  });

  test('an earlier attempt of its own that died before it could answer is nobody else', async () => {
    await appendJournal(root, { kind: 'healing', at: at(3), step, by: 'guardian' });
    await healedBy('guardian');

    expect(await answerHeal({ root, fault, with: {}, quarantine: [] })).toMatchObject({
      healingAt: at(3),
      healedBefore: null,
    });
  });
});
