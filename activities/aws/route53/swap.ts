import { z } from 'zod';
import { OperationError } from '../../../src/errors/operation-error.ts';
import {
  defineAction,
  type OperationContext,
  type Outcome,
  type Preview,
} from '../../../src/operation/contract.ts';
import type { JsonObject } from '../../../src/operation/json.ts';
import { findRegionValue, isSameName, nameTarget } from '../../../src/operation/kit/names.ts';
import { requireComponent, requireTarget } from '../../../src/operation/kit/require-target.ts';
import type { NameRecord } from '../../../src/operation/name-record.ts';
import { named } from '../../../src/operation/traits.ts';
import { elapsedMs } from '../../../src/time/instant.ts';
import { changeRecord } from './record-change.ts';
import { awaitResolvers } from './record-spread.ts';
import { readRecord, requireGuardedZone, type RecordValue } from './record.ts';

const Prior = z.strictObject({ value: z.string(), ttl: z.number(), type: z.string() });

/** Swaps a name's one value; done when every resolver of the environment answers the new one. */
export const swap = defineAction({
  kind: 'action',
  id: 'route53.swap',
  summary: "Points a component's name at another region, and waits until every resolver answers so",
  irreversible: null,
  marks: 'traffic',
  on: [named],
  with: z.strictObject({ to: z.string() }),
  fields: { to: 'region' },
  names: { value: 'text', propagation: 'duration' },
  deadlineMs: 600_000,
  attempts: 10,
  aws: [
    'route53:ListResourceRecordSets',
    'route53:ListTagsForResource',
    'route53:ChangeResourceRecordSets',
    'route53:GetChange',
  ],
  preview: async (ctx, { to }) => {
    const record = requireTarget(ctx, named);
    await requireGuardedZone(ctx, record);
    return previewSwap(ctx, record, {
      current: await readRecord(ctx, record),
      to: findRegionValue(record, to),
    });
  },
  run: async (ctx, { to }, prior) => {
    const record = requireTarget(ctx, named);
    await requireGuardedZone(ctx, record);
    return await moveName(ctx, record, { from: readPrior(prior), to: findRegionValue(record, to) });
  },
  undo: async (ctx, { to }, prior) => {
    const record = requireTarget(ctx, named);
    const before = readPrior(prior);
    const from = { value: findRegionValue(record, to), ttlSeconds: before.ttlSeconds };
    return await moveName(ctx, record, { from, to: before.value });
  },
});

function previewSwap(
  ctx: OperationContext,
  record: NameRecord,
  { current, to }: { current: RecordValue; to: string },
): Preview {
  const known = Object.values(record.values).some((value) => isSameName(value, current.value));
  if (!known) throw recordChanged(record, `one of ${Object.values(record.values).join(', ')}`, current.value);
  const target = nameTarget(requireComponent(ctx).name, record);
  const change = { target: record.host, what: `${record.type} record`, from: current.value, to };
  return {
    changes: isSameName(current.value, to) ? [] : [change],
    prior: { value: current.value, ttl: current.ttlSeconds, type: record.type },
    targets: [target],
  };
}

function readPrior(prior: JsonObject): RecordValue {
  const { value, ttl } = Prior.parse(prior);
  return { value, ttlSeconds: ttl };
}

/** Already at `to` (an earlier attempt, or nothing to do) still waits for the resolvers; at neither value somebody else was here. */
async function moveName(
  ctx: OperationContext,
  record: NameRecord,
  { from, to }: { from: RecordValue; to: string },
): Promise<Outcome> {
  const startedAt = ctx.now();
  const current = await readRecord(ctx, record);
  const toBeChanged = !isSameName(current.value, to);
  if (toBeChanged) {
    if (!isSameName(current.value, from.value)) throw recordChanged(record, from.value, current.value);
    await changeRecord(ctx, record, { from: current, to });
  }
  const answers = await awaitResolvers(ctx, record, { value: to, ttlSeconds: from.ttlSeconds });
  const { value } = await readRecord(ctx, record);
  if (!isSameName(value, to)) throw recordChanged(record, to, value);
  return {
    values: { value, propagation: elapsedMs(startedAt, ctx.now()) },
    details: { host: record.host, changed: toBeChanged, from: from.value, to, answers },
  };
}

function recordChanged(record: NameRecord, expected: string, got: string): OperationError {
  return new OperationError({
    kind: 'RecordChanged',
    message: `swapping ${record.host} refused: expected ${expected}, got ${got}`,
    hint: 'somebody else changed the record: find out who, put it right, then retry the step',
    retryable: false,
  });
}
