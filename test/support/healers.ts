import { createClients } from '../../activities/clients.ts';
import { createContext } from '../../activities/context.ts';
import { createHealer } from '../../src/companion/healing.ts';
import { messageOf } from '../../src/errors/operation-error.ts';
import { type JournalEntry, openFaults, readJournal } from '../../src/evidence/journal.ts';
import type { Fault, OperationContext, Target } from '../../src/operation/contract.ts';
import type { JsonObject } from '../../src/operation/json.ts';
import { healByJournal, healByMark } from '../../src/sweep/heal.ts';
import { runPhase } from '../../src/worker/phases.ts';
import { bareSurroundings } from './break-fault.ts';

/** A fault of step `lose-region` that the journal of `root` calls open, and what its healer has heard of the seal. */
export interface BrokenWorld {
  root: string;
  fault: Fault;
  with: JsonObject;
  quarantine: Target[];
  /** The journal as its healer saw it last; default: as it is. */
  seen?: JournalEntry[];
}

/** `said`: the read-back or the error, and who came first where the healer tells. */
export interface Said {
  healed: boolean;
  said: string;
}

export interface HealCaller {
  name: string;
  by: string;
  heal(world: BrokenWorld): Promise<Said>;
}

const drill = { id: 'drill-1', key: 'k1', step: 'lose-region' };
const prior = { on: true };
const silent = { info: () => {}, warn: () => {} };
const longAfter = { at: 99_000, monoMs: 99_000, boot: 'boot' };

const worker: HealCaller = {
  name: 'the worker',
  by: 'guardian',
  heal: async (world) => {
    try {
      const result = await answerHeal(world);
      if (!('healedBefore' in result)) throw new Error(`expected the answer of a heal, got ${result.kind}`);
      const { confirmation, healedBefore } = result;
      const first = healedBefore === null ? '' : `; first healed by ${healedBefore?.by}`;
      return { healed: confirmation.confirmed, said: `${confirmation.evidence}${first}` };
    } catch (error) {
      return { healed: false, said: messageOf(error) };
    }
  },
};

const companion: HealCaller = {
  name: 'the companion',
  by: 'companion',
  heal: async ({ root, fault, quarantine, seen }) => {
    const lines: { message: string; fields: object }[] = [];
    const note = (message: string, fields: object = {}) => void lines.push({ message, fields });
    const log = { info: note, warn: note };
    const healer = createHealer({
      root,
      catalog: { operations: [fault], kinds: [] },
      now: () => longAfter,
      log,
      openContext: ({ step }, { mutate }) => openContext(step, mutate, log),
    });
    const known = { kind: 'sealed' as const, at: longAfter, quarantine };
    healer.healExpired([...(seen ?? (await readJournal(root))), known]);
    await healer.settle();
    const failed = lines.some(({ message }) => message === 'heal failed and is tried again');
    return { healed: !failed, said: lines.map((line) => JSON.stringify(line)).join('\n') };
  },
};

const sweepByJournal: HealCaller = {
  name: 'the sweep by journal',
  by: 'sweep by bob',
  heal: async ({ root, fault, quarantine, seen }) => {
    const parts = {
      catalog: { operations: [fault], kinds: [] },
      log: silent,
      by: 'sweep by bob',
      pauseMs: 0,
    };
    const [open] = openFaults(seen ?? (await readJournal(root)));
    const folder = { root, drill, surroundings: bareSurroundings };
    const { healed, evidence } = await healByJournal(parts, {
      folder,
      fault: open!,
      quarantine,
      inForce: false,
    });
    return { healed, said: evidence };
  },
};

const sweepByMark: HealCaller = {
  name: 'the sweep by mark',
  by: 'sweep by bob',
  heal: async ({ fault, with: input, quarantine }) => {
    const parts = {
      catalog: { operations: [fault], kinds: [] },
      log: silent,
      by: 'sweep by bob',
      pauseMs: 0,
    };
    const mark = { operation: fault.id, target: 'west', owner: 'drillmaster:k1/lose-region' };
    const found = { leftover: { ...mark, with: input, prior }, key: 'k1', step: 'lose-region' };
    const { healed, evidence } = await healByMark(parts, found, {
      surroundings: bareSurroundings,
      quarantine,
    });
    return { healed, said: evidence };
  },
};

/** Who heals while others may, and has no server to ask: `[name, caller]`, as the rows of a table of tests. */
export const gatedByJournal = name([companion, sweepByJournal]);
/** Who heals where the drill has its journal. */
export const callersWithJournal = name([worker, companion, sweepByJournal]);
/** Who heals. */
export const allCallers = name([worker, companion, sweepByJournal, sweepByMark]);

function name(callers: HealCaller[]): [string, HealCaller][] {
  return callers.map((caller) => [caller.name, caller]);
}

/** What the workflow is told of a heal by the guardian. */
export async function answerHeal({ root, fault, with: input, quarantine }: BrokenWorld) {
  const base = { drill, preparedRunId: null, surroundings: bareSurroundings, component: null, root };
  return await runPhase({
    operation: fault,
    call: { ...base, phase: 'heal', with: input, prior, quarantine, by: 'guardian' },
    // The server says that the attempt is alive.
    context: openContext(drill.step, async (_what, call) => await call(), silent),
    attempt: { number: 1, round: 'a' },
  });
}

function openContext(
  step: string,
  mutate: OperationContext['mutate'],
  log: OperationContext['log'],
): OperationContext {
  return createContext({
    drill: { ...drill, step },
    surroundings: bareSurroundings,
    component: null,
    clients: createClients(bareSurroundings, () => {}),
    signal: new AbortController().signal,
    mutate,
    beat: () => {},
    log,
    readSeries: () => Promise.reject(new Error('no samples')),
  });
}
