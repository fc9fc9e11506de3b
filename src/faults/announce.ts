import { appendJournal, openFaults, readJournal, type OpenFault } from '../evidence/journal.ts';
import { OperationError } from '../errors/operation-error.ts';
import { readInstant } from '../host/clock.ts';
import type { JsonObject } from '../operation/json.ts';
import type { Instant } from '../time/instant.ts';

/** The open journal entry of a step's fault, or null. */
async function findOpenFault(root: string, step: string): Promise<OpenFault | null> {
  return openFaults(await readJournal(root)).find((fault) => fault.step === step) ?? null;
}

/** Throws once somebody has begun to heal the fault: nothing may inject it any more. */
export async function requireOpenFault(root: string, step: string): Promise<void> {
  const open = await findOpenFault(root, step);
  if (open === null || open.healing) throw closedFault(step);
}

function closedFault(step: string): OperationError {
  return new OperationError({
    kind: 'FaultClosed',
    message: `${step} was not injected: expected its journal entry to be open, got one that is healed or being healed`,
    hint: 'nothing to do: the fault is being taken back',
    retryable: false,
  });
}

/** A fault that is about to be injected. `root`: the evidence folder of its drill. */
export interface ComingFault {
  root: string;
  step: string;
  operation: string;
  component: string | null;
  with: JsonObject;
  prior: JsonObject;
  /** How long after its announcement it must be gone. */
  ttlMs: number;
}

/** When a fault was first announced, and when it must be gone (`expiresAt`, epoch ms). */
export interface Announcement {
  announcedAt: Instant;
  expiresAt: number;
}

/** One attempt of a call. A step that a person has tried again is another call, of another round. */
export interface CallAttempt {
  /** From 1. */
  number: number;
  round: string;
}

/** Writes, fsynced, that a fault may come into force; a retried attempt keeps the first announcement. */
export async function announceFault(
  fault: ComingFault,
  { number, round }: CallAttempt,
): Promise<Announcement> {
  const { root, step, operation, component, with: input, prior, ttlMs } = fault;
  const entries = await readJournal(root);
  const open = openFaults(entries).find((other) => other.step === step);
  if (open !== undefined) return { announcedAt: open.at, expiresAt: open.expiresAt };
  // A later attempt of the same call: somebody healed what an earlier one announced, and it must stay healed.
  const announced = entries.some(
    (entry) => entry.kind === 'injecting' && entry.step === step && entry.round === round,
  );
  if (number > 1 && announced) throw closedFault(step);
  const at = readInstant();
  const expiresAt = at.at + ttlMs;
  const entry = { kind: 'injecting' as const, at, step, operation, component, with: input, prior };
  await appendJournal(root, { ...entry, expiresAt, round });
  return { announcedAt: at, expiresAt };
}
