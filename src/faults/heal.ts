import { messageOf, OperationError } from '../errors/operation-error.ts';
import type { Catalog, Fault, OperationContext, Target } from '../operation/contract.ts';
import type { Instant } from '../time/instant.ts';
import {
  appendJournal,
  type OpenFault,
  laterOf,
  openFaults,
  quarantineOf,
  readJournal,
} from '../evidence/journal.ts';
import type { Log } from '../host/log.ts';

export interface HealParts {
  /** Evidence folder with the journal of the fault. */
  root: string;
  catalog: Catalog;
  now(): Instant;
  log: Log;
  /** A context for one attempt; everything that it mutates goes through `mutate`. */
  openContext(
    fault: { step: string; component: string | null },
    options: { signal: AbortSignal; mutate: OperationContext['mutate'] },
  ): OperationContext;
}

/** Who heals, for the journal and the report, and what must stay unreachable all the same. */
export interface HealOrder {
  by: string;
  quarantine: Target[];
}

/**
 * Heals one fault of a journal without worker or Temporal, reads back, and returns what was seen. Throws OperationError
 * `NotHealed` when something of it is left, `JournalClosed` when somebody else has healed it meanwhile.
 */
export async function healFault(parts: HealParts, fault: OpenFault, order: HealOrder): Promise<string> {
  const { root, log } = parts;
  const { step } = fault;
  const { by } = order;
  const operation = findFault(parts.catalog, fault.operation);
  const signal = AbortSignal.timeout(operation.deadlineMs);
  const ctx = parts.openContext(fault, { signal, mutate: gateOnJournal(root, step) });
  // A disk that takes no more entries must not keep a fault in force.
  await appendJournal(root, { kind: 'healing', step, by, at: parts.now() }).catch((error: unknown) => {
    log.warn('heal not journalled', { step, error: messageOf(error) });
  });
  // Read after it was said that this heals: a seal that was written before then is heard of here or by the seal itself.
  const quarantine = await readJournal(root).then(quarantineOf, () => order.quarantine);
  const heal = {
    with: fault.with,
    prior: fault.prior,
    quarantine: laterOf(order.quarantine, quarantine),
  };
  await operation.heal(ctx, heal);
  const proof = await operation.healed(ctx, heal);
  if (!proof.confirmed) throw notHealed(fault, proof.evidence);
  await appendJournal(root, { kind: 'healed', step, by, evidence: proof.evidence, at: parts.now() });
  log.info('fault healed', { step, by, evidence: proof.evidence });
  return proof.evidence;
}

/** The fault of that id. Throws OperationError `UnknownOperation` when this version has none. */
export function findFault(catalog: Catalog, id: string): Fault {
  const operation = catalog.operations.find((candidate) => candidate.id === id);
  if (operation?.kind === 'fault') return operation;
  throw new OperationError({
    kind: 'UnknownOperation',
    message: `fault cannot be healed: expected ${id} to be a fault of the catalog, got ${operation?.kind ?? 'nothing'}`,
    hint: 'run the version that injected it',
    retryable: false,
  });
}

/** The gate where no server can be asked: somebody else may have healed the fault since this attempt began. */
function gateOnJournal(root: string, step: string): OperationContext['mutate'] {
  return async (what, call) => {
    const open = openFaults(await readJournal(root)).some((fault) => fault.step === step);
    if (open) return await call();
    throw new OperationError({
      kind: 'JournalClosed',
      message: `${what} not done: expected the fault of step ${step} to be open in the journal, got healed`,
      hint: 'nothing is left to do',
      retryable: false,
    });
  };
}

function notHealed(fault: OpenFault, evidence: string): OperationError {
  return new OperationError({
    kind: 'NotHealed',
    message: `fault of step ${fault.step} not healed: expected nothing of it to be left, got: ${evidence}`,
    hint: `heal ${fault.operation} by hand if this goes on`,
    retryable: true,
  });
}
