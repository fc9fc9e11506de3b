import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClients } from '../../../activities/clients.ts';
import { createContext } from '../../../activities/context.ts';
import { createHealer } from '../../../src/companion/healing.ts';
import { appendJournal, readJournal } from '../../../src/evidence/journal.ts';
import type { HealInput } from '../../../src/operation/contract.ts';
import type { JsonObject } from '../../../src/operation/json.ts';
import { bareSurroundings, defineBreak } from '../../support/break-fault.ts';
import { fillDisk } from '../../support/journal-disk.ts';

const boot = 'boot';
const injectedAt = { at: 5_000, monoMs: 1_000, boot };
const expired = { at: 5_600, monoMs: 1_600, boot };
const target = { component: 'database', region: 'west', id: 'shop-west' };

describe('the companion as healer', () => {
  let root: string;
  let now: { at: number; monoMs: number; boot: string };
  let heals: HealInput<JsonObject>[];
  let refuseHeals: number;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'healing-'));
    now = injectedAt;
    heals = [];
    refuseHeals = 0;
    await appendJournal(root, {
      kind: 'injecting',
      at: injectedAt,
      step: 'lose-region',
      operation: 'test.break',
      component: null,
      with: { region: 'west' },
      prior: { on: true },
      expiresAt: 5_500,
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(root, { recursive: true });
  });

  const fault = defineBreak({
    heal: async (ctx, input) => {
      if (refuseHeals > 0) {
        refuseHeals -= 1;
        throw new Error('no answer');
      }
      await ctx.mutate('switch on', async () => heals.push(input));
      return { values: {}, details: {} };
    },
    healed: async () => ({ confirmed: true, evidence: 'it is on' }),
    find: async () => [],
  });

  function startHealer() {
    return createHealer({
      root,
      catalog: { operations: [fault], kinds: [] },
      now: () => now,
      log: { info: () => {}, warn: () => {} },
      openContext: (fault, { signal, mutate }) =>
        createContext({
          drill: { id: 'drill-1', key: 'k1', step: fault.step },
          surroundings: bareSurroundings,
          component: null,
          clients: createClients(bareSurroundings, () => {}),
          signal,
          mutate,
          beat: () => {},
          log: { info: () => {}, warn: () => {} },
          readSeries: () => Promise.reject(new Error('no samples')),
        }),
    });
  }

  async function heal(healer = startHealer()) {
    healer.healExpired(await readJournal(root));
    await healer.settle();
    return (await readJournal(root)).map(({ kind }) => kind);
  }

  test('leaves a fault alone that has not expired', async () => {
    expect(await heal()).toEqual(['injecting']);
    expect(heals).toEqual([]);
  });

  test('heals at the expiry with the state before and what must stay away, and says so in the journal', async () => {
    await appendJournal(root, { kind: 'sealed', at: injectedAt, quarantine: [target] });
    now = expired;
    expect(await heal()).toEqual(['injecting', 'sealed', 'healing', 'healed']);
    expect(heals).toEqual([{ with: { region: 'west' }, prior: { on: true }, quarantine: [target] }]);
    expect((await readJournal(root)).at(-1)).toMatchObject({ by: 'companion', evidence: 'it is on' });
  });

  test('goes by the monotonic clock when somebody sets the wall clock', async () => {
    now = { at: 999_999, monoMs: 1_100, boot };
    expect(await heal()).toEqual(['injecting']);
  });

  test('tries again after a pause until it is healed', async () => {
    const healer = startHealer();
    now = expired;
    refuseHeals = 1;
    expect(await heal(healer)).toEqual(['injecting', 'healing']);
    expect(await heal(healer)).toEqual(['injecting', 'healing']);
    now = { at: 7_000, monoMs: 3_000, boot };
    expect(await heal(healer)).toEqual(['injecting', 'healing', 'healing', 'healed']);
  });

  test('heals again after a pause while the journal has no room to say so, until it has', async () => {
    const healer = startHealer();
    now = expired;
    await fillDisk();
    await heal(healer);
    expect(await heal(healer)).toEqual(['injecting']);
    expect(heals).toHaveLength(1);
    vi.restoreAllMocks();
    now = { at: 7_000, monoMs: 3_000, boot };
    expect(await heal(healer)).toEqual(['injecting', 'healing', 'healed']);
    expect(heals).toHaveLength(2);
  });
});
