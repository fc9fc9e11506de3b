import { OperationError } from '../errors/operation-error.ts';
import { findHealed, findHealingAt, type HealRecord, laterOf, quarantineOf } from '../evidence/journal.ts';
import type { Confirmation, Fault, OperationContext, Target } from '../operation/contract.ts';
import type { JsonObject } from '../operation/json.ts';
import { type HealJournal, openNotes } from './heal-notes.ts';

/** A fault to heal, and who does it. */
export interface HealOrder {
  operation: Fault;
  /** As the plan, the journal or the mark on the target tells it. */
  with: JsonObject;
  prior: JsonObject;
  /** What must stay unreachable though the fault goes, as far as the caller knows; the journal may name more. */
  quarantine: Target[];
  /** Who heals, for journal and report. */
  by: string;
  journal: HealJournal;
}

/** A fault of which a read-back has seen nothing left. */
export interface Healed {
  confirmation: Confirmation;
  /** This heal. `healingAt`: when somebody first began to heal the fault, which may be gone since then. */
  own: HealRecord;
  /** Who else had proven it healed before: who came first is who healed it. */
  healedBefore: HealRecord | null;
  /** False when the journal took no entry of it and still calls the fault open. */
  noted: boolean;
}

/**
 * The only way to heal a fault, for worker, companion and sweep. They bring a context of the fault's step, whose `mutate` is
 * their gate. Throws OperationError `NotHealed` when something of the fault is left, and what the gate throws.
 */
export async function healFault(order: HealOrder, ctx: OperationContext): Promise<Healed> {
  const { operation, by } = order;
  const { step } = ctx.drill;
  const input = readInput(order, ctx);
  const notes = openNotes(order.journal, ctx.log);
  const earlier = await notes.read();
  const at = ctx.now();
  await notes.write({ kind: 'healing', at, step, by });
  // A heal and the seal cannot miss each other: each first writes its own entry and then reads the other's, so that whoever is
  // second sees the first. Either this heal keeps away what the seal replaced, or the promotion is refused.
  const sealed = quarantineOf(await notes.read());
  const fault = { with: input, prior: order.prior, quarantine: laterOf(order.quarantine, sealed) };
  await operation.heal(ctx, fault);
  const confirmation = await operation.healed(ctx, fault);
  const { confirmed, evidence } = confirmation;
  if (!confirmed) throw notHealed(step, operation, evidence);
  const healedAt = ctx.now();
  const noted = await notes.write({ kind: 'healed', at: healedAt, step, by, evidence });
  const first = findHealed(earlier, step);
  const healedBefore = first?.by === by ? null : first;
  ctx.log.info('fault healed', { step, by: healedBefore?.by ?? by, evidence });
  // An earlier attempt may have healed it and died before it could say so.
  const own = { by, healingAt: findHealingAt(earlier, step) ?? at, healedAt };
  return { confirmation, own, healedBefore, noted };
}

/** An input that this version does not understand is healed as it was written: to refuse would leave the fault in force. */
function readInput({ operation, with: input }: HealOrder, { drill, log }: OperationContext): JsonObject {
  const parsed = operation.with.safeParse(input);
  if (parsed.success) return parsed.data;
  log.warn('healing with an input of another version', { step: drill.step, operation: operation.id });
  return input;
}

function notHealed(step: string, operation: Fault, evidence: string): OperationError {
  return new OperationError({
    kind: 'NotHealed',
    message: `${step} is not healed: expected nothing of ${operation.id} to be left, got: ${evidence}`,
    hint: 'heal it by hand, then retry',
    retryable: true,
  });
}
