import { constants, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { catalog } from '../../activities/catalog.ts';
import { createClients } from '../../activities/clients.ts';
import { createContext } from '../../activities/context.ts';
import { evidenceFolder, sampleFile } from '../evidence/folder.ts';
import { readInstant } from '../host/clock.ts';
import { labelsOf, type OperationContext, type Sampler } from '../operation/contract.ts';
import { findOperation } from '../operation/find-operation.ts';
import type { Component } from '../operation/surroundings.ts';
import type { PlannedWatch } from '../plan/plan.ts';
import { formatEnd, formatGap, formatHeader, formatSample } from '../samples/format.ts';
import { addMs, elapsedMs, type Instant } from '../time/instant.ts';
import { CompanionConfig, companionFiles } from './config.ts';
import { readFirstHeader } from './first-header.ts';
import { createLog } from '../host/log.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { runSampling, type SamplingGrid, unsentLabel } from './sampling.ts';
import { readJson } from '../host/read-json.ts';

const settleBeyondTimeoutMs = 500;

/** One watch, until told to stop (SIGTERM) or the companion is gone (end of stdin). */
export async function runSampler(root: string, watchName: string): Promise<void> {
  const told = listenForStop();
  comeFirst();
  const life = new AbortController();
  const config = await readConfig(root);
  const { watch, sampler, component } = findWatch(config, watchName);
  const ctx = createSamplerContext(config, component, { watch: watchName, signal: life.signal });
  const session = await sampler.open(ctx, watch.with);
  const path = sampleFile(evidenceFolder(root), watchName);
  const { grid, startedAt } = await layGrid(path, watch.everyMs);
  const timeoutMs = sampler.timeoutMs(component, watch.with);
  const labels = [...labelsOf(sampler, component, watch.with), unsentLabel];
  const recorder = await openRecorder(path);
  const { operation, everyMs } = watch;
  recorder.write(
    formatHeader({
      schema: 1,
      watch: watchName,
      operation,
      component: component.name,
      labels,
      everyMs,
      timeoutMs,
      startedAt,
    }),
  );
  await runSampling(
    { session, grid, settleMs: timeoutMs + settleBeyondTimeoutMs, clock, record: recordInto(recorder) },
    told,
  );
  if (told.reason === 'told') recorder.write(formatEnd(readInstant().monoMs));
  await recorder.close();
  life.abort();
  await session.close();
}

const clock = {
  nowMs: () => readInstant().monoMs,
  wait: async (ms: number, signal: AbortSignal) => {
    if (ms > 0) await delay(ms, undefined, { signal }).catch(() => {});
  },
};

/** A busy machine must not keep the clockwork from ticking; where that takes more rights than it has, stalls become gaps. */
function comeFirst(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // Only root may.
  }
}

function listenForStop(): AbortSignal {
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort('told'));
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  // Nobody would end an orphan: when the companion dies, its end of this pipe closes.
  process.stdin.on('end', () => stop.abort('orphaned'));
  process.stdin.on('error', () => stop.abort('orphaned'));
  process.stdin.resume();
  return stop.signal;
}

async function readConfig(root: string): Promise<CompanionConfig> {
  const config = await readJson(companionFiles(root).config, CompanionConfig);
  if (config === null)
    throw new Error(`sampler not configured: expected ${companionFiles(root).config}, got nothing`);
  return config;
}

function findWatch(
  config: CompanionConfig,
  name: string,
): { watch: PlannedWatch; sampler: Sampler; component: Component } {
  const watch = config.watches.find((candidate) => candidate.watch === name);
  const sampler = findOperation(catalog, watch?.operation ?? '');
  const component = config.surroundings.components[watch?.component ?? ''];
  if (watch === undefined || sampler?.kind !== 'sampler' || component === undefined) {
    throw new Error(
      `watch ${name} not found: expected a sampler and a component, got ${JSON.stringify(watch ?? null)}`,
    );
  }
  return { watch, sampler, component };
}

function createSamplerContext(
  config: CompanionConfig,
  component: Component,
  options: { watch: string; signal: AbortSignal },
): OperationContext {
  const log = createLog({ drill: config.drill.id, watch: options.watch });
  const { surroundings } = config;
  return createContext({
    drill: { ...config.drill, step: options.watch },
    surroundings,
    component,
    clients: createClients(surroundings, () => {}),
    signal: options.signal,
    // A sampler's own writes are the measurement: they belong to no attempt of an activity.
    mutate: async (_what, call) => await call(),
    beat: () => {},
    log,
    readSeries: async () => {
      throw new Error('samplers read no samples');
    },
  });
}

/** The grid of the sampler before this one is gone on with, so that numbers never repeat. */
async function layGrid(path: string, everyMs: number): Promise<{ grid: SamplingGrid; startedAt: Instant }> {
  const now = readInstant();
  const base = (await readFirstHeader(path))?.startedAt ?? addMs(now, everyMs);
  const firstNumber = Math.max(0, Math.ceil(elapsedMs(base, now) / everyMs) + 1);
  const startedAt = addMs(now, firstNumber * everyMs - elapsedMs(base, now));
  const grid = {
    startMs: startedAt.monoMs - firstNumber * everyMs,
    startAt: startedAt.at - firstNumber * everyMs,
    firstNumber,
    everyMs,
  };
  return { grid, startedAt };
}

function recordInto(recorder: Recorder) {
  return {
    sample: (sample: Parameters<typeof formatSample>[0]) => recorder.write(formatSample(sample)),
    gap: (gap: Parameters<typeof formatGap>[0]) => recorder.write(formatGap(gap)),
  };
}
