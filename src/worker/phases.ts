import { appendJournal } from '../evidence/journal.ts';
import { OperationError } from '../errors/operation-error.ts';
import { homeOf } from '../evidence/folder.ts';
import { readInstant } from '../host/clock.ts';
import type { Fault, Operation, OperationContext } from '../operation/contract.ts';
import type { JsonObject } from '../operation/json.ts';
import type { OperationAnswer, OperationCall } from '../../workflows/seam/contract.ts';
import { requireStartsAllowed } from '../sweep/block.ts';
import { announceFault, type CallAttempt } from '../faults/announce.ts';
import { healFault } from '../faults/heal.ts';

interface Phase {
  operation: Operation;
  call: OperationCall;
  context: OperationContext;
  attempt: CallAttempt;
}
type HealCall = Extract<OperationCall, { phase: 'heal' }>;
type InjectCall = Extract<OperationCall, { phase: 'inject' }>;

/** Runs the phase that the call names; a phase that the operation does not have is refused. */
export async function runPhase({
  operation,
  call,
  context,
  attempt,
}: Phase): Promise<OperationAnswer['result']> {
  const { phase } = call;
  if (operation.kind === 'fault' && phase === 'heal') return await healByServer(operation, call, context);
  const input = operation.with.parse(call.with);
  if (operation.kind === 'check' && phase === 'check')
    return { kind: 'outcome', outcome: await operation.run(context, input) };
  if (operation.kind === 'action') {
    if (phase === 'preview') return { kind: 'preview', preview: await operation.preview(context, input) };
    if (phase === 'run') return { kind: 'outcome', outcome: await operation.run(context, input, call.prior) };
    if (phase === 'undo')
      return { kind: 'outcome', outcome: await operation.undo(context, input, call.prior) };
  }
  if (operation.kind === 'fault') {
    if (phase === 'preview') return { kind: 'preview', preview: await operation.preview(context, input) };
    if (phase === 'inject') return await injectFault(operation, call, { context, input, attempt });
    if (phase === 'confirm')
      return { kind: 'confirmation', confirmation: await operation.confirm(context, input, call.prior) };
  }
  throw new OperationError({
    kind: 'WrongPhase',
    message: `${operation.id} has no phase ${phase}: expected one of a ${operation.kind}`,
    hint: 'stop the worker of the wrong version, or start one of the right version beside it',
    retryable: true,
  });
}

interface Parsed {
  context: OperationContext;
  input: JsonObject;
  attempt: CallAttempt;
}

/** The journal knows of the fault before it acts, so that the companion can heal it whatever dies. */
async function injectFault(
  fault: Fault,
  call: InjectCall,
  { context, input, attempt }: Parsed,
): Promise<OperationAnswer['result']> {
  await requireStartsAllowed(homeOf(call.root));
  const { root, component, with: written, prior, ttlMs } = call;
  const { step } = call.drill;
  const coming = { root, step, operation: fault.id, component, with: written, prior, ttlMs };
  const announcement = await announceFault(coming, attempt);
  const outcome = await fault.inject(context, input, prior);
  await appendJournal(root, { at: readInstant(), kind: 'injected', step });
  return { kind: 'injected', outcome, ...announcement };
}

/** Its gate is the server's: the context asks, before each change, whether this very attempt is still alive. */
async function healByServer(
  operation: Fault,
  call: HealCall,
  context: OperationContext,
): Promise<OperationAnswer['result']> {
  const { with: input, prior, quarantine, by, root } = call;
  const order = { operation, with: input, prior, quarantine, by, journal: { kind: 'file' as const, root } };
  const { confirmation, own, healedBefore } = await healFault(order, context);
  return { kind: 'confirmation', confirmation, healingAt: own.healingAt, healedBefore };
}
