import { messageOf, OperationError } from '../errors/operation-error.ts';
import type { Catalog, Fault, OperationContext, Target } from '../operation/contract.ts';
import { addMs, elapsedMs, type Instant } from '../time/instant.ts';
import {
  appendJournal,
  type JournalEntry,
  type OpenFault,
  openFaults,
  quarantineOf,
  readJournal,
} from './journal.ts';
import type { Log } from './log.ts';

const firstBackOffMs = 250;
const longestBackOffMs = 10_000;

/** Who healed, in the journal and the report. */
const healer = 'companion';

export interface HealerParts {
  root: string;
  catalog: Catalog;
  now(): Instant;
  log: Log;
  /** A context for one attempt; everything that it mutates goes through `mutate`. */
  openContext(
    fault: OpenFault,
    options: { signal: AbortSignal; mutate: OperationContext['mutate'] },
  ): OperationContext;
}

export interface Healer {
  /** Begins to heal what has expired and is not being healed by this process; returns at once. */
  healExpired(entries: JournalEntry[]): void;
  /** Returns when no attempt is under way. */
  settle(): Promise<void>;
}

/**
 * Heals the faults of the journal at their expiry, and at no other time. An attempt that fails or cannot be proven is
 * repeated with growing pauses as long as this process lives.
 */
export function createHealer(parts: HealerParts): Healer {
  const tries = new Map<string, Tries>();
  return {
    healExpired(entries) {
      const now = parts.now();
      for (const fault of openFaults(entries)) {
        const state = tries.get(fault.step) ?? { failures: 0, notBefore: null, attempt: null };
        tries.set(fault.step, state);
        if (state.attempt !== null || !isExpired(fault, now)) continue;
        if (state.notBefore !== null && elapsedMs(now, state.notBefore) > 0) continue;
        state.attempt = healFault(parts, fault, quarantineOf(entries))
          .then(() => {
            state.failures = 0;
          })
          .catch((error: unknown) => {
            state.failures += 1;
            parts.log.warn('heal failed and is tried again', { step: fault.step, error: messageOf(error) });
          })
          .finally(() => {
            state.attempt = null;
            state.notBefore = addMs(parts.now(), backOffMs(state.failures));
          });
      }
    },
    async settle() {
      for (const { attempt } of tries.values()) await attempt;
    },
  };
}

interface Tries {
  failures: number;
  notBefore: Instant | null;
  /** The one under way. */
  attempt: Promise<void> | null;
}

/** By the monotonic clock, so that setting the wall clock neither delays a heal nor brings it forward. */
function isExpired(fault: OpenFault, now: Instant): boolean {
  return elapsedMs(fault.at, now) >= fault.expiresAt - fault.at.at;
}

async function healFault(parts: HealerParts, fault: OpenFault, quarantine: Target[]): Promise<void> {
  const { root, log } = parts;
  const { step } = fault;
  const operation = findFault(parts.catalog, fault.operation);
  const signal = AbortSignal.timeout(operation.deadlineMs);
  const ctx = parts.openContext(fault, { signal, mutate: gateOnJournal(root, step) });
  const heal = { with: fault.with, prior: fault.prior, quarantine };
  // A disk that takes no more entries must not keep a fault in force.
  await appendJournal(root, { kind: 'healing', step, by: healer, at: parts.now() }).catch(
    (error: unknown) => {
      log.warn('heal not journalled', { step, error: messageOf(error) });
    },
  );
  await operation.heal(ctx, heal);
  const proof = await operation.healed(ctx, heal);
  if (!proof.confirmed) throw notHealed(fault, proof.evidence);
  await appendJournal(root, { kind: 'healed', step, by: healer, evidence: proof.evidence, at: parts.now() });
  log.info('fault healed at its expiry', { step, evidence: proof.evidence });
}

function findFault(catalog: Catalog, id: string): Fault {
  const operation = catalog.operations.find((candidate) => candidate.id === id);
  if (operation?.kind === 'fault') return operation;
  throw new OperationError({
    kind: 'UnknownOperation',
    message: `fault cannot be healed: expected ${id} to be a fault of the catalog, got ${operation?.kind ?? 'nothing'}`,
    hint: 'run the version that injected it',
    retryable: false,
  });
}

/** The companion's gate: somebody else may have healed the fault since this attempt began. */
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

function backOffMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(longestBackOffMs, firstBackOffMs * 2 ** (failures - 1));
}
