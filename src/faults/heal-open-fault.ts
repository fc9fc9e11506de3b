import { OperationError } from '../errors/operation-error.ts';
import { findHealed, type HealRecord, type OpenFault, openFaults, readJournal } from '../evidence/journal.ts';
import type { Catalog, OperationContext, Target } from '../operation/contract.ts';
import type { OpenContext } from './context.ts';
import { type Healed, healFault } from './heal.ts';
import { requireFault } from './require-fault.ts';

export interface JournalParts {
  /** Evidence folder with the journal of the fault. */
  root: string;
  catalog: Catalog;
  openContext: OpenContext;
}

/** `meanwhile`: somebody else proved it healed while this heal was at it: nothing more was changed. */
export type JournalHeal = { kind: 'healed'; healed: Healed } | { kind: 'meanwhile'; first: HealRecord };

/** Heals a fault that a journal calls open, where no server can be asked: the journal is the gate. Throws like `healFault`. */
export async function healOpenFault(
  { root, catalog, openContext }: JournalParts,
  fault: OpenFault,
  who: { by: string; quarantine: Target[] },
): Promise<JournalHeal> {
  const operation = requireFault(catalog, fault.operation);
  const signal = AbortSignal.timeout(operation.deadlineMs);
  const ctx = openContext(fault, { signal, mutate: gateOnJournal(root, fault.step) });
  const { with: input, prior } = fault;
  try {
    const order = { operation, with: input, prior, ...who, journal: { kind: 'file' as const, root } };
    return { kind: 'healed', healed: await healFault(order, ctx) };
  } catch (error) {
    const first = isClosed(error) ? findHealed(await readJournal(root), fault.step) : null;
    if (first === null) throw error;
    ctx.log.info('fault healed meanwhile', { step: fault.step, by: first.by });
    return { kind: 'meanwhile', first };
  }
}

/** Somebody else may have healed the fault since this attempt began. */
function gateOnJournal(root: string, step: string): OperationContext['mutate'] {
  return async (what, call) => {
    const open = openFaults(await readJournal(root)).some((fault) => fault.step === step);
    if (open) return await call();
    throw new OperationError({
      kind: 'JournalClosed',
      message: `${what} not done: expected the fault of step ${step} to be open in the journal, got none that is open`,
      hint: 'nothing to do when it was healed; else look for its mark with `drill sweep`',
      retryable: false,
    });
  };
}

function isClosed(error: unknown): boolean {
  return error instanceof OperationError && error.kind === 'JournalClosed';
}
