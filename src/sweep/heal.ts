import { setTimeout as delay } from 'node:timers/promises';
import { createFaultContexts } from '../faults/context.ts';
import { findFault, healFault } from '../faults/heal.ts';
import type { Log } from '../host/log.ts';
import { messageOf } from '../errors/operation-error.ts';
import { readInstant } from '../host/clock.ts';
import type { Catalog, Target } from '../operation/contract.ts';
import type { Surroundings } from '../operation/surroundings.ts';
import type { JournalFault } from './find-faults.ts';
import type { MarkedFault } from './find-marks.ts';

/** What came of healing one fault: the read-back, or why it could not be proven. */
export interface Healed {
  healed: boolean;
  evidence: string;
}

export interface HealParts {
  catalog: Catalog;
  log: Log;
  /** Who heals, for the journal. */
  by: string;
}

const tries = 3;
const pauseMs = 1_000;

/** Heals a fault by its drill's journal, with the drill's own settings, and never lets back what it has replaced. */
export async function healByJournal(parts: HealParts, found: JournalFault): Promise<Healed> {
  const { folder, fault, quarantine } = found;
  const { root, drill, surroundings } = folder;
  const { catalog, log, by } = parts;
  const contexts = createFaultContexts(drill, surroundings, log);
  const healParts = { root, catalog, log, now: readInstant, openContext: contexts.openContext };
  try {
    return await tryHealing(() => healFault(healParts, fault, { by, quarantine }));
  } finally {
    await contexts.close();
  }
}

/** Heals what only a mark on the target tells of. `quarantine`: what a person says that its drill has replaced. */
export async function healByMark(
  { catalog, log }: HealParts,
  { leftover, key, step }: MarkedFault,
  { surroundings, quarantine }: { surroundings: Surroundings; quarantine: Target[] },
): Promise<Healed> {
  const operation = findFault(catalog, leftover.operation);
  const contexts = createFaultContexts({ id: 'sweep', key }, surroundings, log);
  const heal = { with: leftover.with, prior: leftover.prior, quarantine };
  try {
    return await tryHealing(async () => {
      const signal = AbortSignal.timeout(operation.deadlineMs);
      const ctx = contexts.openContext({ step, component: null }, { signal, mutate: callUngated });
      await operation.heal(ctx, heal);
      const { confirmed, evidence } = await operation.healed(ctx, heal);
      if (!confirmed) throw new Error(`expected nothing of it to be left, got: ${evidence}`);
      return evidence;
    });
  } finally {
    await contexts.close();
  }
}

/** No journal and no server to ask: that nobody else is at it is what the person has said. */
async function callUngated<T>(_what: string, call: () => Promise<T>): Promise<T> {
  return await call();
}

async function tryHealing(heal: () => Promise<string>): Promise<Healed> {
  let why = '';
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    if (attempt > 1) await delay(pauseMs);
    try {
      return { healed: true, evidence: await heal() };
    } catch (error) {
      why = messageOf(error);
    }
  }
  return { healed: false, evidence: why };
}
