import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../errors/operation-error.ts';
import { readInstant } from '../host/clock.ts';
import { elapsedMs, type Instant } from '../time/instant.ts';
import { type CompanionClaim, claimFolder } from './claim.ts';
import { type CompanionConfig, type CompanionPhase, companionFiles, type Heartbeat } from './config.ts';
import type { Healer } from './healing.ts';
import { type JournalEntry, openFaults, readJournal } from '../evidence/journal.ts';
import { killOrphans } from './orphans.ts';
import type { Log } from '../host/log.ts';
import { type SamplerChild, startSampler } from './sampler-child.ts';
import { readText } from '../host/read-json.ts';
import { writeWhole } from '../evidence/write-whole.ts';

const beatEveryMs = 250;
/** A companion that nobody tells to stop ends by itself: so long after the last fault expired. */
const untoldAfterExpiryMs = 10 * 60_000;
/** In a drill without faults: so long after its start. */
const untoldWithoutFaultsMs = 24 * 3_600_000;

export interface CompanionParts {
  config: CompanionConfig;
  log: Log;
  healer: Healer;
}

/**
 * Measures with one child per watch and heals expired faults, until told to stop (file or SIGTERM) or long after the last
 * expiry. While a fault may be in force it stays, though it no longer measures. Ends at once when another one took its place.
 */
export async function runCompanion(parts: CompanionParts): Promise<void> {
  const { config, log } = parts;
  const claim = await claimFolder(config.root);
  if (claim === null) return log.info('another companion runs here');
  await killOrphans(config.root);
  const samplers = config.watches.map(({ watch }) => startSampler(config.root, watch, log));
  const told = listenForStop();
  log.info('companion started', { watches: config.watches.map(({ watch }) => watch) });
  const ended = await beatUntilEnd(parts, { claim, samplers, told });
  if (ended === 'replaced') for (const sampler of samplers) sampler.kill();
  await parts.healer.settle();
  log.info('companion ended', { why: ended });
}

interface Running {
  claim: CompanionClaim;
  samplers: SamplerChild[];
  told: AbortSignal;
}

async function beatUntilEnd(parts: CompanionParts, running: Running): Promise<'done' | 'replaced'> {
  const { root } = parts.config;
  const startedAt = readInstant();
  let entries: JournalEntry[] = [];
  const now: { phase: CompanionPhase } = { phase: 'sampling' };
  for (;;) {
    entries = await readJournalOr(entries, parts);
    parts.healer.healExpired(entries);
    const place = await running.claim.look();
    if (place === 'replaced') return 'replaced';
    const over =
      place === 'gone' || (await isToldToStop(root, running.told)) || isOutlived(entries, startedAt);
    if (over && now.phase === 'sampling') {
      now.phase = 'stopping';
      void Promise.all(running.samplers.map((sampler) => sampler.stop())).then(() => {
        now.phase = 'guarding';
      });
    }
    if (now.phase === 'guarding' && openFaults(entries).length === 0) return 'done';
    await writeHeartbeat(parts, describe(running, now.phase));
    await delay(beatEveryMs);
  }
}

function describe({ claim, samplers }: Running, phase: CompanionPhase): Heartbeat {
  return {
    beatAt: readInstant(),
    companion: claim.identity,
    phase,
    samplers: samplers.map((sampler) => sampler.describe()),
  };
}

/** A journal that cannot be read now must not end the watch over the faults that are known. */
async function readJournalOr(
  known: JournalEntry[],
  { config, log }: CompanionParts,
): Promise<JournalEntry[]> {
  try {
    return await readJournal(config.root);
  } catch (error) {
    log.warn('fault journal unreadable', { error: messageOf(error) });
    return known;
  }
}

async function isToldToStop(root: string, told: AbortSignal): Promise<boolean> {
  return told.aborted || (await readText(companionFiles(root).stop)) !== null;
}

function isOutlived(entries: JournalEntry[], startedAt: Instant): boolean {
  const now = readInstant();
  const faults = entries.filter((entry) => entry.kind === 'injecting');
  if (faults.length === 0) return elapsedMs(startedAt, now) > untoldWithoutFaultsMs;
  // Like the expiry itself by the monotonic clock: setting the wall clock must not end the measuring.
  return faults.every(({ at, expiresAt }) => elapsedMs(at, now) > expiresAt - at.at + untoldAfterExpiryMs);
}

function listenForStop(): AbortSignal {
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort());
  return stop.signal;
}

/** A full disk or a cleared folder silences the heart, it does not stop the healing. */
async function writeHeartbeat({ config, log }: CompanionParts, heartbeat: Heartbeat): Promise<void> {
  const { heartbeat: file } = companionFiles(config.root);
  await writeWhole(file, JSON.stringify(heartbeat), { durable: false }).catch((error: unknown) => {
    log.warn('heartbeat not written', { error: messageOf(error) });
  });
}
