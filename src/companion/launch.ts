import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OperationError } from '../errors/operation-error.ts';
import { evidenceFolder, sampleFile } from '../evidence/folder.ts';
import { readInstant } from '../host/clock.ts';
import { parseSeries } from '../samples/format.ts';
import { elapsedMs } from '../time/instant.ts';
import { CompanionConfig, companionFiles } from './config.ts';
import { signalProcess } from '../host/process-identity.ts';
import { type CompanionState, readCompanionState } from './state.ts';
import { readJson, readText } from '../host/read-json.ts';
import { writeWhole } from '../evidence/write-whole.ts';

const pollMs = 25;
const launchWithinMs = 15_000;
/** A heart that stood still for so long will not beat again. */
const hangsAfterMs = 10_000;

/**
 * Starts the companion of a drill as a process of its own, which outlives this one, and returns when its heart beats.
 * One that already runs for this folder is attached to. Throws OperationError `CompanionDead` (retryable) after 15 s.
 */
export async function launchCompanion(
  config: CompanionConfig,
  options: { signal: AbortSignal },
): Promise<{ pid: number }> {
  const state = await readCompanionState(config.root);
  if (state.kind === 'alive') return { pid: state.pid };
  await prepareFolder(config);
  // One that hangs neither measures nor heals. One that is silent because the disk is full does heal: it is let live above.
  if (state.kind === 'silent') signalProcess(state.beat.companion, 'SIGKILL');
  const deadline = AbortSignal.any([options.signal, AbortSignal.timeout(launchWithinMs)]);
  spawnDetached(config.root);
  return await poll(deadline, config.root, async () => {
    const now = await readCompanionState(config.root);
    return now.kind === 'alive' ? { pid: now.pid } : null;
  });
}

/**
 * Starts a companion again that died or hangs, by its own configuration; a living one, or one that was told to stop, is left
 * alone. The time without it is a gap of its series, and the faults of its journal are in its care again.
 */
export async function reviveCompanion(root: string, signal: AbortSignal): Promise<void> {
  const state = await readCompanionState(root);
  if (state.kind === 'alive' || state.kind === 'starting') return;
  // Its samplers may measure on a machine that is too busy for its heart.
  if (state.kind === 'silent' && elapsedMs(state.beat.beatAt, readInstant()) < hangsAfterMs) return;
  const files = companionFiles(root);
  const config = await readJson(files.config, CompanionConfig);
  if (config === null || (await readText(files.stop)) !== null) return;
  await launchCompanion(config, { signal });
}

/** Returns when each of the watches has a sample on the disk. Throws OperationError `CompanionDead` when the signal fires first. */
export async function awaitFirstSamples(root: string, watches: string[], signal: AbortSignal): Promise<void> {
  await poll(signal, root, async () => {
    const texts = await Promise.all(
      watches.map((watch) => readText(sampleFile(evidenceFolder(root), watch))),
    );
    return texts.every(hasSample) ? true : null;
  });
}

/**
 * Tells the companion to stop and returns when every sampler has settled its attempts and ended its file. `guarding`: the
 * process lives on, because a fault of its journal may still be in force; it ends by itself once that is healed.
 */
export async function stopCompanion(
  root: string,
  signal: AbortSignal,
): Promise<{ ended: boolean; guarding: boolean }> {
  const before = await readCompanionState(root);
  if (before.kind === 'absent') return { ended: true, guarding: false };
  await writeWhole(companionFiles(root).stop, 'stop', { durable: false });
  return await poll(signal, root, async () => {
    const state = await readCompanionState(root);
    // Its samplers end by themselves when it is gone.
    if (state.kind === 'silent') signalProcess(state.beat.companion, 'SIGKILL');
    if (state.kind === 'absent' || state.kind === 'dead') return { ended: true, guarding: false };
    if (state.kind === 'alive' && state.beat.phase === 'guarding') return { ended: false, guarding: true };
    return null;
  });
}

async function prepareFolder(config: CompanionConfig): Promise<void> {
  const folder = evidenceFolder(config.root);
  await mkdir(folder.run, { recursive: true });
  await mkdir(folder.samples, { recursive: true });
  await rm(companionFiles(config.root).stop, { force: true });
  await writeWhole(companionFiles(config.root).config, JSON.stringify(config), { durable: true });
}

/** Its own session: no signal of the terminal reaches it, and no pipe to the launcher can break. */
function spawnDetached(root: string): void {
  const log = openSync(companionFiles(root).log, 'a');
  try {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, root], {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: '/',
    });
    // A failed spawn shows as a heart that never beats.
    child.on('error', () => {});
    child.unref();
  } finally {
    closeSync(log);
  }
}

function hasSample(text: string | null): boolean {
  return text !== null && text.includes('"schema":') && parseSeries(text).samples.length > 0;
}

/** Looks until `look` gives something. */
async function poll<Found>(
  signal: AbortSignal,
  root: string,
  look: () => Promise<Found | null>,
): Promise<Found> {
  while (!signal.aborted) {
    const found = await look();
    if (found !== null) return found;
    await delay(pollMs);
  }
  throw await describeDeath(root);
}

async function describeDeath(root: string): Promise<OperationError> {
  const { log } = companionFiles(root);
  const said = (await readText(log))?.split('\n').findLast((line) => /error/i.test(line)) ?? 'nothing';
  const state: CompanionState = await readCompanionState(root);
  return new OperationError({
    kind: 'CompanionDead',
    message: `companion did not answer in time: expected it to measure, got ${state.kind}, and its log says last: ${said.slice(0, 600)}`,
    hint: `read ${log}`,
    retryable: true,
  });
}
