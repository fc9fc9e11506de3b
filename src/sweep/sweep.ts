import type { Log } from '../host/log.ts';
import type { Catalog, Target } from '../operation/contract.ts';
import type { Surroundings } from '../operation/surroundings.ts';
import type { Instant } from '../time/instant.ts';
import { findFaults, type JournalFault } from './find-faults.ts';
import { findMarks, type MarkedFault } from './find-marks.ts';
import { healByJournal, healByMark, type Healed } from './heal.ts';

/** One fault that is there. `leftover`: no drill is at it any more. */
export interface SweptFault {
  state: 'in-force' | 'leftover';
  found: 'journal' | 'mark';
  /** Null when only a mark tells of it. */
  drill: string | null;
  key: string;
  step: string;
  operation: string;
  target: string;
  /** ISO text; null when only a mark tells of it. */
  expiresAt: string | null;
}

export interface SweepInput {
  home: string;
  catalog: Catalog;
  surroundings: Surroundings;
  /** Keys of the drills that are open in Temporal; null when it cannot be asked. */
  openKeys: ReadonlySet<string> | null;
  now: Instant;
  log: Log;
  /** Who heals, for the journal. */
  by: string;
  /**
   * What must stay unreachable because a drill without a journal here has replaced it; null: nobody has said, and then a fault
   * that only a mark tells of is not healed, because its heal could let a replaced writer back.
   */
  quarantine: Target[] | null;
}

export interface Sweep {
  faults: { fault: SweptFault; heal: () => Promise<Healed> }[];
  /** Where it could not be looked, in sentences. */
  problems: string[];
}

/** Looks for the faults of one environment, by the journals of this home and by the marks on the targets. Changes nothing. */
export async function sweep(input: SweepInput): Promise<Sweep> {
  const { surroundings, catalog, log } = input;
  const journals = await findFaults({ ...input, environment: surroundings.environment });
  const marks = await findMarks(catalog, surroundings, log);
  const known = new Set(journals.faults.map(({ folder, fault }) => `${folder.drill.key}/${fault.step}`));
  const unknown = marks.marked.filter(({ key, step }) => !known.has(`${key}/${step}`));
  return {
    faults: [
      ...journals.faults.map((found) => ({
        fault: describeJournalled(found),
        heal: async () => await healByJournal(input, found),
      })),
      ...unknown.map((found) => ({
        fault: describeMarked(found, input.openKeys),
        heal: async () => await healMarked(input, found),
      })),
    ],
    problems: [...journals.problems, ...marks.problems],
  };
}

async function healMarked(input: SweepInput, found: MarkedFault): Promise<Healed> {
  const { surroundings, quarantine } = input;
  if (quarantine !== null) return await healByMark(input, found, { surroundings, quarantine });
  const evidence =
    'its drill has no journal here, so nobody knows what it has replaced: say so with --replaced ID or --replaced none';
  return { healed: false, evidence };
}

export function describeJournalled({ folder, fault, inForce }: JournalFault): SweptFault {
  const { drill } = folder;
  const { step, operation, component } = fault;
  return {
    state: inForce ? 'in-force' : 'leftover',
    found: 'journal',
    drill: drill.id,
    key: drill.key,
    step,
    operation,
    target: [component, ...Object.values(fault.with)].filter((part) => typeof part === 'string').join(' '),
    expiresAt: new Date(fault.expiresAt).toISOString(),
  };
}

function describeMarked(
  { leftover, key, step }: MarkedFault,
  openKeys: ReadonlySet<string> | null,
): SweptFault {
  const { operation, target } = leftover;
  const state = openKeys?.has(key) === true ? 'in-force' : 'leftover';
  return { state, found: 'mark', drill: null, key, step, operation, target, expiresAt: null };
}
