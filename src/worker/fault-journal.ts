import { appendJournal, openFaults, readJournal, type OpenFault } from '../companion/journal.ts';
import { OperationError } from '../errors/operation-error.ts';
import { readInstant } from '../host/clock.ts';
import type { OperationCall } from '../../workflows/activity-contract.ts';

type InjectCall = Extract<OperationCall, { phase: 'inject' }>;

/** The open journal entry of a step's fault, or null. */
async function findOpenFault(root: string, step: string): Promise<OpenFault | null> {
  return openFaults(await readJournal(root)).find((fault) => fault.step === step) ?? null;
}

/** Throws once somebody has begun to heal the fault: nothing may inject it any more. */
export async function requireOpenFault(root: string, step: string): Promise<void> {
  const open = await findOpenFault(root, step);
  if (open !== null && !open.healing) return;
  throw new OperationError({
    kind: 'FaultClosed',
    message: `${step} was not injected: expected its journal entry to be open, got one that is healed or being healed`,
    hint: 'nothing to do: the fault is being taken back',
    retryable: false,
  });
}

/** Writes, fsynced, that a fault may come into force; a retried attempt keeps the first expiry. Returns `expiresAt` (epoch ms). */
export async function announceFault(call: InjectCall, operation: string): Promise<number> {
  const { root, component, prior } = call;
  const { step } = call.drill;
  const open = await findOpenFault(root, step);
  if (open !== null) return open.expiresAt;
  const at = readInstant();
  const expiresAt = at.at + call.ttlMs;
  await appendJournal(root, {
    at,
    kind: 'injecting',
    step,
    operation,
    component,
    with: call.with,
    prior,
    expiresAt,
  });
  return expiresAt;
}
