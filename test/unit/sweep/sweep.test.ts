import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { appendJournal, readJournal } from '../../../src/evidence/journal.ts';
import { companionFiles } from '../../../src/companion/config.ts';
import { evidenceFolder, evidenceRoot } from '../../../src/evidence/folder.ts';
import type { HealInput, Leftover } from '../../../src/operation/contract.ts';
import type { JsonObject } from '../../../src/operation/json.ts';
import { silentLog } from '../../../src/sweep/silent-log.ts';
import { sweep } from '../../../src/sweep/sweep.ts';
import { bareSurroundings, defineBreak } from '../../support/break-fault.ts';
import { fillDisk } from '../../support/journal-disk.ts';

const boot = 'boot';
const announcedAt = { at: 5_000, monoMs: 1_000, boot };
const soonAfter = { at: 5_100, monoMs: 1_100, boot };
const longAfter = { at: 95_000, monoMs: 91_000, boot };
const replaced = { component: 'database', region: 'west', id: 'shop-west' };

describe('a sweep', () => {
  let home: string;
  let root: string;
  let marks: Leftover[];
  let heals: HealInput<JsonObject>[];

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'sweep-'));
    root = evidenceRoot(home, { id: 'drill-1', key: 'k1' });
    await mkdir(companionFiles(root).config.replace(/[^/]*$/, ''), { recursive: true });
    await writeConfig('test');
    await announce();
    marks = [];
    heals = [];
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(home, { recursive: true });
  });

  const fault = defineBreak({
    heal: async (ctx, input) => {
      await ctx.mutate('switch on', async () => heals.push(input));
      return { values: {}, details: {} };
    },
    healed: async () => ({ confirmed: heals.length > 0, evidence: 'it is on' }),
    find: async () => marks,
  });

  async function writeConfig(environment: string): Promise<void> {
    const config = {
      schema: 1,
      root,
      drill: { id: 'drill-1', key: 'k1' },
      surroundings: { ...bareSurroundings, environment },
      watches: [],
    };
    await writeFile(companionFiles(root).config, JSON.stringify(config));
  }

  async function announce(): Promise<void> {
    await appendJournal(root, {
      kind: 'injecting',
      at: announcedAt,
      step: 'lose-region',
      operation: 'test.break',
      component: null,
      with: { region: 'west' },
      prior: { on: true },
      expiresAt: 65_000,
    });
  }

  async function look(options: Partial<Parameters<typeof sweep>[0]> = {}) {
    return await sweep({
      home,
      catalog: { operations: [fault], kinds: [] },
      surroundings: bareSurroundings,
      openKeys: new Set(),
      now: soonAfter,
      log: silentLog,
      by: 'sweep by bob',
      quarantine: null,
      ...options,
    });
  }

  test('calls a fault of a drill that does not run left over, and says when it would expire', async () => {
    const { faults, problems } = await look();
    expect(problems).toEqual([]);
    expect(faults.map((each) => each.fault)).toEqual([
      {
        state: 'leftover',
        found: 'journal',
        drill: 'drill-1',
        key: 'k1',
        step: 'lose-region',
        operation: 'test.break',
        target: 'west',
        expiresAt: '1970-01-01T00:01:05.000Z',
      },
    ]);
  });

  test('leaves a fault to the drill that runs, until it has expired', async () => {
    const openKeys = new Set(['k1']);
    expect((await look({ openKeys })).faults[0]!.fault.state).toBe('in-force');
    expect((await look({ openKeys, now: longAfter })).faults[0]!.fault.state).toBe('leftover');
  });

  test('calls a fault left over when Temporal cannot be asked and its companion does not live', async () => {
    expect((await look({ openKeys: null })).faults[0]!.fault.state).toBe('leftover');
  });

  test('heals by the journal with what the drill has replaced, writes who did it, and finds nothing afterwards', async () => {
    await appendJournal(root, { kind: 'sealed', at: announcedAt, quarantine: [replaced] });
    const [found] = (await look()).faults;
    expect(await found!.heal()).toEqual({ healed: true, evidence: 'it is on' });
    expect(heals).toEqual([{ with: { region: 'west' }, prior: { on: true }, quarantine: [replaced] }]);
    expect((await readJournal(root)).at(-1)).toMatchObject({ kind: 'healed', by: 'sweep by bob' });
    expect((await look()).faults).toEqual([]);
  });

  test('calls a fault healed though the disk is full, and says that the journal still lists it', async () => {
    const [found] = (await look()).faults;
    await fillDisk();
    expect(await found!.heal()).toEqual({
      healed: true,
      evidence: 'it is on; its journal took no entry of it, so a sweep lists it again',
    });
  });

  test('reads what it needs from plan and drill file once the drill was judged', async () => {
    await rm(evidenceFolder(root).run, { recursive: true });
    await writeFile(evidenceFolder(root).plan, JSON.stringify({ schema: 1, surroundings: bareSurroundings }));
    await writeFile(evidenceFolder(root).drill, JSON.stringify({ schema: 1, id: 'drill-1', key: 'k1' }));
    expect((await look()).faults[0]!.fault).toMatchObject({ drill: 'drill-1', state: 'leftover' });
  });

  test('keeps to its environment', async () => {
    await writeConfig('another');
    expect((await look()).faults).toEqual([]);
  });

  test('says what it could not read and still finds the rest', async () => {
    const broken = evidenceRoot(home, { id: 'drill-0', key: 'k0' });
    await mkdir(broken, { recursive: true });
    await writeFile(evidenceFolder(broken).journal, '{"kind":"nonsense"}\n');
    const { faults, problems } = await look();
    expect(faults).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining('drill-0-k0: fault journal unreadable')]);
  });

  describe('by marks', () => {
    const mark = { operation: 'test.break', target: 'west', with: { region: 'west' }, prior: { on: true } };

    test('does not count a fault twice that a journal tells of', async () => {
      marks = [{ ...mark, owner: 'drillmaster:k1/lose-region' }];
      expect((await look()).faults).toHaveLength(1);
    });

    test('does not heal what could let a replaced writer back, unless a person says what was replaced', async () => {
      marks = [{ ...mark, owner: 'drillmaster:k9/lose-region' }];
      const careful = (await look()).faults.at(-1)!;
      expect(careful.fault).toMatchObject({ found: 'mark', drill: null, key: 'k9', state: 'leftover' });
      expect(await careful.heal()).toMatchObject({ healed: false });
      expect(heals).toEqual([]);
      const told = (await look({ quarantine: [replaced] })).faults.at(-1)!;
      expect(await told.heal()).toMatchObject({ healed: true });
      expect(heals).toEqual([{ with: mark.with, prior: mark.prior, quarantine: [replaced] }]);
    });

    test('leaves the mark of a drill that runs elsewhere alone', async () => {
      marks = [{ ...mark, owner: 'drillmaster:k9/lose-region' }];
      expect((await look({ openKeys: new Set(['k9']) })).faults.at(-1)!.fault.state).toBe('in-force');
    });
  });
});
