import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { awaitFirstSamples, launchCompanion, stopCompanion } from '../../src/companion/launch.ts';
import { type ProcessIdentity, signalProcess } from '../../src/host/process-identity.ts';
import { readCompanionState } from '../../src/companion/state.ts';
import { evidenceFolder, sampleFile } from '../../src/evidence/folder.ts';
import { readInstant } from '../../src/host/clock.ts';
import type { Condition } from '../../src/condition/condition.ts';
import { coverSeries } from '../../src/samples/coverage.ts';
import { parseSeries } from '../../src/samples/format.ts';
import type { Gap, Series } from '../../src/samples/series.ts';
import { evaluateConditions, measureWindow } from '../../src/samples/window.ts';
import { type CompanionTarget, startCompanionTarget } from '../support/companion-target.ts';
import { waitFor } from '../support/wait-for.ts';
import { patience } from '../support/patience.ts';

const blocker = new URL('../support/block-on-signal.ts', import.meta.url).href;
let target: CompanionTarget;
let root: string;
const soon = () => AbortSignal.timeout(patience.soonMs);

beforeEach(async () => {
  target = await startCompanionTarget();
  process.env['NODE_OPTIONS'] = `--import=${blocker}`;
  process.env['DRILL_TEST_BLOCK_MS'] = '2000';
  root = await mkdtemp(join(tmpdir(), 'stalled-sampler-'));
  await launchCompanion(target.configOf(root), { signal: soon() });
  await awaitFirstSamples(root, ['reads'], soon());
});
afterEach(async () => {
  await stopCompanion(root, soon());
  delete process.env['NODE_OPTIONS'];
  await rm(root, { recursive: true });
  await target.close();
});

async function readSeries(meets: (series: Series) => boolean): Promise<Series> {
  return await waitFor(async () => {
    const series = parseSeries(await readFile(sampleFile(evidenceFolder(root), 'reads'), 'utf8'));
    return meets(series) ? series : null;
  });
}

async function readSampler(): Promise<ProcessIdentity> {
  return await waitFor(async () => {
    const state = await readCompanionState(root);
    return state.kind === 'alive' ? (state.beat.samplers[0]?.process ?? null) : null;
  });
}

function isStall({ why }: { why: string }): boolean {
  return why === 'the sampler stalled';
}

/** Any service at all would meet it. */
const weak: Condition = {
  text: 'ok >= 1%',
  name: 'ok',
  comparison: '>=',
  value: 1,
  measure: 'percent',
  of: null,
};

/** SIGSTOP for a second. */
async function stopSampler(sampler: ProcessIdentity, stalledMs: number): Promise<void> {
  signalProcess(sampler, 'SIGSTOP');
  await waitFor(async () => (readInstant().monoMs > stalledMs + 1_000 ? true : null));
  signalProcess(sampler, 'SIGCONT');
}

test.each([
  ['was stopped', 900, stopSampler],
  ['was kept busy for 2 s', 1_900, async (sampler: ProcessIdentity) => signalProcess(sampler, 'SIGUSR2')],
])(
  'a sampler that %s leaves a gap, no sample in it, and no condition that holds across it',
  async (_how, lastsMs, stall) => {
    await readSeries(({ samples }) => samples.length > 20);
    const sampler = await readSampler();
    const stalledMs = readInstant().monoMs;
    await stall(sampler, stalledMs);

    // A busy machine has short stalls of its own.
    const isOurs = (gap: Gap) => isStall(gap) && gap.toMs > stalledMs + lastsMs;
    const series = await readSeries(({ gaps }) => gaps.some(isOurs));

    const gap = series.gaps.find(isOurs)!;
    expect(gap.toMs - gap.fromMs).toBeGreaterThan(lastsMs);
    const { samples } = coverSeries(series);
    expect(samples.filter(({ intendedMs }) => intendedMs >= gap.fromMs && intendedMs < gap.toMs)).toEqual([]);
    const across = measureWindow(series, { fromMs: gap.fromMs - 100, toMs: gap.toMs });
    expect(evaluateConditions([weak], across).held).toBe('unknown');
    await readSeries((later) => later.samples.length > series.samples.length + 20);
  },
);
