import {
  appendJournal,
  findHealed,
  findHealingAt,
  type JournalEntry,
  laterOf,
  quarantineOf,
  readJournal,
} from '../evidence/journal.ts';
import { messageOf, OperationError } from '../errors/operation-error.ts';
import { homeOf } from '../evidence/folder.ts';
import { readInstant } from '../host/clock.ts';
import type { Confirmation, Fault, Operation, OperationContext } from '../operation/contract.ts';
import type { JsonObject } from '../operation/json.ts';
import type { OperationAnswer, OperationCall } from '../../workflows/seam/contract.ts';
import { requireStartsAllowed } from '../sweep/block.ts';
import { announceFault, type Attempt } from '../faults/announce.ts';

interface Phase {
  operation: Operation;
  call: OperationCall;
  context: OperationContext;
  attempt: Attempt;
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
  const input = operation.with.parse(call.with);
  const { phase } = call;
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
    if (phase === 'heal') return await healFault(operation, call, { context, input, attempt });
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
  attempt: Attempt;
}

/** The journal knows of the fault before it acts, so that the companion can heal it whatever dies. */
async function injectFault(
  fault: Fault,
  call: InjectCall,
  { context, input, attempt }: Parsed,
): Promise<OperationAnswer['result']> {
  await requireStartsAllowed(homeOf(call.root));
  const announcement = await announceFault(call, { operation: fault.id, ...attempt });
  const outcome = await fault.inject(context, input, call.prior);
  await appendJournal(call.root, { at: readInstant(), kind: 'injected', step: call.drill.step });
  return { kind: 'injected', outcome, ...announcement };
}

/** Heals and reads back; a heal whose read-back finds something left has failed and is tried again. */
async function healFault(
  fault: Fault,
  call: HealCall,
  { context, input }: Parsed,
): Promise<OperationAnswer['result']> {
  const { root, prior, by } = call;
  const { step } = call.drill;
  const note = async (entry: JournalEntry) => {
    // A disk that takes no more entries, or has spoilt those it has, must not keep a fault in force.
    await appendJournal(root, entry).catch((error: unknown) =>
      context.log.warn('heal not journalled', { error: messageOf(error) }),
    );
  };
  const entries = await readJournal(root).catch(() => []);
  const healedBefore = findHealed(entries, step);
  const at = readInstant();
  await note({ at, kind: 'healing', step, by });
  // Read after it was said that this heals: a seal that was written before then is heard of here or by the seal itself.
  const sealed = quarantineOf(await readJournal(root).catch(() => []));
  const quarantine = laterOf(call.quarantine, sealed);
  const healInput = { with: input, prior, quarantine };
  await fault.heal(context, healInput);
  const confirmation: Confirmation = await fault.healed(context, healInput);
  if (!confirmation.confirmed) {
    throw new OperationError({
      kind: 'NotHealed',
      message: `${step} is not healed: expected nothing of ${fault.id} to be left, got: ${confirmation.evidence}`,
      hint: 'heal it by hand, then retry',
      retryable: true,
    });
  }
  await note({ at: readInstant(), kind: 'healed', step, by, evidence: confirmation.evidence });
  // Who came first is who healed it: the report must not call an expired fault healed by its drill.
  return {
    kind: 'confirmation',
    confirmation,
    // An earlier attempt may have healed it and died before it could say so.
    healingAt: findHealingAt(entries, step) ?? at,
    healedBefore: healedBefore?.by === by ? null : healedBefore,
  };
}
