import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { companionFiles } from '../../src/companion/config.ts';
import { appendJournal, openFaults, readJournal } from '../../src/evidence/journal.ts';
import {
  awaitFirstSamples,
  launchCompanion,
  reviveCompanion,
  stopCompanion,
} from '../../src/companion/launch.ts';
import { isRunning, type ProcessIdentity, signalProcess } from '../../src/host/process-identity.ts';
import { readCompanionState } from '../../src/companion/state.ts';
import { evidenceFolder, sampleFile } from '../../src/evidence/folder.ts';
import { readInstant } from '../../src/host/clock.ts';
import { parseSeries } from '../../src/samples/format.ts';
import { type CompanionTarget, startCompanionTarget } from '../support/companion-target.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { waitFor } from '../support/wait-for.ts';
import { patience } from '../support/patience.ts';

const launcher = fileURLToPath(new URL('../support/companion-launcher.ts', import.meta.url));
const soon = () => AbortSignal.timeout(patience.soonMs);

describe('the companion of a drill', () => {
  let target: CompanionTarget;
  let root: string;
  beforeAll(async () => {
    target = await startCompanionTarget();
  });
  afterAll(async () => {
    await target.close();
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'companion-'));
    Object.assign(target.power, { on: true, owner: null, keptOff: [] });
  });
  afterEach(async () => {
    await endEverything();
    await rm(root, { recursive: true });
  });

  async function launch(): Promise<number> {
    const { pid } = await launchCompanion(target.configOf(root), { signal: soon() });
    await awaitFirstSamples(root, ['reads'], soon());
    return pid;
  }

  async function readBeat() {
    return await waitFor(async () => {
      const state = await readCompanionState(root);
      return state.kind === 'alive' && state.beat.samplers[0]?.process ? state.beat : null;
    });
  }

  async function readSampler(): Promise<ProcessIdentity> {
    const sampler = (await readBeat()).samplers[0]?.process;
    if (!sampler) throw new Error('no sampler');
    return sampler;
  }

  async function readSeries() {
    return parseSeries(await readFile(sampleFile(evidenceFolder(root), 'reads'), 'utf8'));
  }

  async function awaitSamples(count: number) {
    return await waitFor(async () => {
      const series = await readSeries();
      return series.samples.length >= count ? series : null;
    });
  }

  async function breakRegion(ttlMs: number): Promise<void> {
    Object.assign(target.power, { on: false, owner: 'drillmaster:k1/lose-region' });
    const at = readInstant();
    await appendJournal(root, {
      kind: 'injecting',
      at,
      step: 'lose-region',
      operation: 'region.power-off',
      component: null,
      with: { region: 'west' },
      prior: { on: true, owner: null, keptOff: [] },
      expiresAt: at.at + ttlMs,
    });
  }

  async function endEverything(): Promise<void> {
    const state = await readCompanionState(root);
    if (!('beat' in state) || state.beat === null) return;
    const processes = [state.beat.companion, ...state.beat.samplers.map(({ process }) => process)];
    for (const process of processes) if (process) signalProcess(process, 'SIGKILL');
    await waitFor(async () => (processes.some((process) => process && isRunning(process)) ? null : true));
  }

  test('measures until it is told to stop, then ends its files and is gone', async () => {
    await launch();
    const beat = await readBeat();
    await awaitSamples(50);
    expect(await stopCompanion(root, soon())).toEqual({ ended: true, guarding: false });
    const series = await readSeries();
    expect(series.header).toMatchObject({ watch: 'reads', operation: 'http.request', everyMs: 20 });
    expect(series.samples.filter(({ label }) => label === 'ok').length).toBeGreaterThan(25);
    expect(series.samples.find(({ label }) => label === 'ok')).toMatchObject({
      region: 'west',
      address: '127.0.0.1',
    });
    expect(series.endedMs).not.toBeNull();
    expect(isRunning(beat.companion)).toBe(false);
    expect(beat.samplers.map(({ process }) => process !== null && isRunning(process))).toEqual([false]);
  });

  test('is attached to, not started again, when it is launched twice', async () => {
    expect(await launch()).toBe(await launch());
  });

  test('is started once when two launch it at the same time', async () => {
    const [one, other] = await Promise.all([launch(), launch()]);
    expect(one).toBe(other);
    const log = await waitFor(async () => {
      const text = await readFile(companionFiles(root).log, 'utf8');
      return text.includes('another companion runs here') ? text : null;
    });
    expect(log.split('companion started')).toHaveLength(2);
  });

  test('starts a sampler again that was killed, and the series shows the gap', async () => {
    await launch();
    const before = await awaitSamples(20);
    signalProcess(await readSampler(), 'SIGKILL');
    const series = await waitFor(async () => {
      const series = await readSeries();
      return series.gaps.some(({ why }) => why.includes('started again')) ? series : null;
    });
    const last = before.samples.at(-1)!;
    expect(series.gaps.at(-1)!.fromMs).toBeGreaterThan(last.intendedMs);
    const after = await awaitSamples(series.samples.length + 20);
    const numbers = after.samples.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const [first, newest] = [after.samples[0]!, after.samples.at(-1)!];
    expect((newest.intendedMs - first.intendedMs) / 20).toBeCloseTo(newest.number - first.number, 1);
    expect((await readBeat()).samplers[0]?.restarts).toBe(1);
  });

  test('goes on when the process that launched it is killed with its whole group', async () => {
    const configFile = join(root, 'config.json');
    await writeFile(configFile, JSON.stringify(target.configOf(root)));
    const child = spawn(process.execPath, [launcher, configFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    await once(child.stdout, 'data');
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await once(child, 'exit');
    await awaitFirstSamples(root, ['reads'], soon());
    const { samples } = await readSeries();
    await awaitSamples(samples.length + 50);
  });

  test('takes no notice of the signals of a terminal', async () => {
    await launch();
    const { companion, beatAt } = await readBeat();
    signalProcess(companion, 'SIGHUP');
    signalProcess(companion, 'SIGINT');
    await waitFor(async () => ((await readBeat()).beatAt.monoMs > beatAt.monoMs + 500 ? true : null));
  });

  test('takes its samplers with it when it is killed, and a new one goes on with the series', async () => {
    const pid = await launch();
    const { companion } = await readBeat();
    const sampler = await readSampler();
    signalProcess(companion, 'SIGKILL');
    await waitFor(async () => (isRunning(sampler) ? null : true));
    const { samples, endedMs } = await readSeries();
    expect(endedMs).toBeNull();
    expect(await launch()).not.toBe(pid);
    const series = await awaitSamples(samples.length + 20);
    expect(series.gaps.filter(({ why }) => why.includes('started again'))).toHaveLength(1);
  });

  test('is started again by who needs its samples when it died, and left alone while it lives or was told to stop', async () => {
    const pid = await launch();
    await reviveCompanion(root, soon());
    expect((await readBeat()).companion.pid).toBe(pid);
    const { samples } = await awaitSamples(20);
    signalProcess((await readBeat()).companion, 'SIGKILL');
    await waitFor(async () => ((await readCompanionState(root)).kind === 'dead' ? true : null));
    await reviveCompanion(root, soon());
    const { gaps } = await awaitSamples(samples.length + 20);
    expect(gaps.filter(({ why }) => why.includes('started again'))).toHaveLength(1);
    await stopCompanion(root, soon());
    await reviveCompanion(root, soon());
    expect((await readCompanionState(root)).kind).toBe('dead');
  });

  test('heals a fault at its expiry and goes on measuring', async () => {
    await launch();
    await breakRegion(500);
    await waitFor(async () => (target.power.on ? true : null));
    await waitFor(async () => (openFaults(await readJournal(root)).length === 0 ? true : null));
    expect((await readJournal(root)).at(-1)).toMatchObject({ kind: 'healed', by: 'companion' });
    const { samples } = await readSeries();
    await awaitSamples(samples.length + 20);
  });

  // Only root may mount a disk that is small enough to be filled.
  test.skipIf(process.getuid?.() !== 0)('heals at the expiry though its disk is full', async () => {
    const disk = await mountSmallDisk(root);
    try {
      await launch();
      // Long enough that what it has to say about the disk fills the rest of its log's last page.
      await breakRegion(6_000);
      await disk.fill();
      await waitFor(async () => (target.power.on ? true : null));
      await disk.free();
      await waitFor(async () => (openFaults(await readJournal(root)).length === 0 ? true : null));
      await endEverything();
    } finally {
      await disk.unmount();
    }
  });

  test('keeps off what the seal put under quarantine', async () => {
    await launch();
    const quarantine = [{ component: 'database', region: 'west', id: 'shop-west' }];
    await appendJournal(root, { kind: 'sealed', at: readInstant(), quarantine });
    await breakRegion(100);
    await waitFor(async () => (target.power.on ? true : null));
    expect(target.power.keptOff).toEqual(['shop-west']);
  });

  test('stays on guard when it is told to stop while a fault is in force, and ends when it has healed it', async () => {
    await launch();
    await breakRegion(3_000);
    expect(await stopCompanion(root, soon())).toEqual({ ended: false, guarding: true });
    expect((await readSeries()).endedMs).not.toBeNull();
    expect(target.power.on).toBe(false);
    await waitFor(async () => ((await readCompanionState(root)).kind === 'dead' ? true : null));
    expect(target.power.on).toBe(true);
  });
});
