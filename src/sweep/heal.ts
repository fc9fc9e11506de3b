import { setTimeout as delay } from 'node:timers/promises';
import { createFaultContexts } from '../faults/context.ts';
import { healOpenFault, type JournalHeal } from '../faults/heal-open-fault.ts';
import { healFault } from '../faults/heal.ts';
import { requireFault } from '../faults/require-fault.ts';
import type { Log } from '../host/log.ts';
import { messageOf } from '../errors/operation-error.ts';
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
  /** Between two attempts; default 1,000. */
  pauseMs?: number;
}

const tries = 3;

/** Heals a fault by its drill's journal, with the drill's own settings, and never lets back what it has replaced. */
export async function healByJournal(parts: HealParts, found: JournalFault): Promise<Healed> {
  const { folder, fault, quarantine } = found;
  const { root, drill, surroundings } = folder;
  const { catalog, log, by } = parts;
  const contexts = createFaultContexts(drill, surroundings, log);
  try {
    const { openContext } = contexts;
    return await tryHealing(parts, async () =>
      describeHeal(await healOpenFault({ root, catalog, openContext }, fault, { by, quarantine })),
    );
  } finally {
    await contexts.close();
  }
}

/** Heals what only a mark on the target tells of. `quarantine`: what a person says that its drill has replaced. */
export async function healByMark(
  parts: HealParts,
  { leftover, key, step }: MarkedFault,
  { surroundings, quarantine }: { surroundings: Surroundings; quarantine: Target[] },
): Promise<Healed> {
  const operation = requireFault(parts.catalog, leftover.operation);
  const { with: input, prior } = leftover;
  const { by, log } = parts;
  const order = { operation, with: input, prior, quarantine, by, journal: { kind: 'none' as const } };
  const contexts = createFaultContexts({ id: 'sweep', key }, surroundings, log);
  try {
    return await tryHealing(parts, async () => {
      const signal = AbortSignal.timeout(operation.deadlineMs);
      const ctx = contexts.openContext({ step, component: null }, { signal, mutate: callUngated });
      return (await healFault(order, ctx)).confirmation.evidence;
    });
  } finally {
    await contexts.close();
  }
}

/** No journal and no server to ask: that nobody else is at it is what the person has said. */
async function callUngated<T>(_what: string, call: () => Promise<T>): Promise<T> {
  return await call();
}

function describeHeal(heal: JournalHeal): string {
  if (heal.kind === 'meanwhile') return `healed meanwhile by ${heal.first.by}`;
  const { confirmation, healedBefore, noted } = heal.healed;
  const first = healedBefore === null ? '' : `; first healed by ${healedBefore.by}`;
  const open = noted ? '' : '; its journal took no entry of it, so a sweep lists it again';
  return `${confirmation.evidence}${first}${open}`;
}

async function tryHealing({ pauseMs = 1_000 }: HealParts, heal: () => Promise<string>): Promise<Healed> {
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
