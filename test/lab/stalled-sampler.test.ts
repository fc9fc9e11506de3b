import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { awaitFirstSamples, launchCompanion, stopCompanion } from '../../src/companion/launch.ts';
import { type ProcessIdentity, signalProcess } from '../../src/companion/process-identity.ts';
import { readCompanionState } from '../../src/companion/state.ts';
import { evidenceFolder, sampleFile } from '../../src/evidence/folder.ts';
import { readInstant } from '../../src/host/clock.ts';
import type { Condition } from '../../src/operation/condition.ts';
import { coverSeries } from '../../src/samples/coverage.ts';
import { parseSeries } from '../../src/samples/format.ts';
import type { Series } from '../../src/samples/series.ts';
import { evaluateConditions, measureWindow } from '../../src/samples/window.ts';
import { type CompanionTarget, startCompanionTarget } from '../support/companion-target.ts';
import { waitFor } from '../support/wait-for.ts';

let target: CompanionTarget;
let root: string;
const soon = () => AbortSignal.timeout(20_000);

beforeEach(async () => {
  target = await startCompanionTarget();
  root = await mkdtemp(join(tmpdir(), 'stalled-sampler-'));
  await launchCompanion(target.configOf(root), { signal: soon() });
  await awaitFirstSamples(root, ['reads'], soon());
});
afterEach(async () => {
  await stopCompanion(root, soon());
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

test('A sampler that was stopped leaves a gap, no sample in it, and no condition that holds across it.', async () => {
  await readSeries(({ samples }) => samples.length > 20);
  const sampler = await readSampler();
  signalProcess(sampler, 'SIGSTOP');
  const stoppedMs = readInstant().monoMs;
  await waitFor(async () => (readInstant().monoMs > stoppedMs + 1_000 ? true : null));
  signalProcess(sampler, 'SIGCONT');

  const series = await readSeries(({ gaps }) => gaps.some(isStall));

  const gap = series.gaps.find(isStall)!;
  expect(gap.toMs).toBeGreaterThan(stoppedMs + 900);
  const { samples } = coverSeries(series);
  expect(samples.filter(({ intendedMs }) => intendedMs >= gap.fromMs && intendedMs < gap.toMs)).toEqual([]);
  const across = measureWindow(series, { fromMs: gap.fromMs - 100, toMs: gap.toMs });
  expect(evaluateConditions([weak], across).held).toBe('unknown');
  await readSeries((later) => later.samples.length > series.samples.length + 20);
});
