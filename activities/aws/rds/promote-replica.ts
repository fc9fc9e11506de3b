import { z } from 'zod';
import { messageOf, OperationError } from '../../../src/errors/operation-error.ts';
import {
  defineAction,
  type OperationContext,
  type Outcome,
  type Preview,
} from '../../../src/operation/contract.ts';
import { pollUntil } from '../../../src/operation/kit/poll-until.ts';
import { requireComponent, requireTarget } from '../../../src/operation/kit/require-target.ts';
import { postgres } from '../../../src/operation/traits.ts';
import { callAws, requirePart } from '../call.ts';
import { rdsInstances } from './component.ts';
import { describeInstance, findSourceRegion, isInRecovery, type Instance } from './instance.ts';
import { drillTags, isTaggedByDrill, requireGuardrailTags } from '../ownership.ts';
import { seesWithin } from './see-instance.ts';

const pollMs = 200;
const deadlineMs = 1_800_000;
/** RDS may show `available` for a moment after it has accepted a promotion. */
const settleMs = 3_000;
/** Accepted calls of RDS were seen to show only after 30 to 60 s. */
const ignoredMs = 120_000;

const brokenStatuses = new Set([
  'failed',
  'restore-error',
  'incompatible-restore',
  'incompatible-network',
  'incompatible-option-group',
  'incompatible-parameters',
  'insufficient-capacity',
  'inaccessible-encryption-credentials',
  'storage-full',
  'stopped',
  'deleting',
]);

/**
 * Promotes the read replica of a region. RDS has no idempotency token: the drill's tag, put on before the call, tells a
 * repeated attempt (go on) from an instance that somebody promoted earlier (refuse).
 */
export const promoteReplica = defineAction({
  kind: 'action',
  id: 'rds.promote-replica',
  summary: 'Promotes the read replica of a region to a writer of its own',
  irreversible:
    'a promoted replica cannot follow its old writer again: the old one is rebuilt as a new replica',
  marks: 'data',
  on: [rdsInstances, postgres],
  with: z.strictObject({ region: z.string() }),
  fields: { region: 'region' },
  names: { endpoint: 'text' },
  deadlineMs,
  attempts: 5,
  aws: ['rds:DescribeDBInstances', 'rds:AddTagsToResource', 'rds:PromoteReadReplica'],
  preview: async (ctx, { region }) => describePromotion(ctx, await describeInstance(ctx, region)),
  run: async (ctx, { region }) => {
    const instance = await describeInstance(ctx, region);
    const preview = describePromotion(ctx, instance);
    if (preview.changes.length > 0) {
      await promote(ctx, instance);
      await awaitUnderway(ctx, region);
    }
    return await awaitWriter(ctx, region);
  },
  undo: async () => ({ values: {}, details: {} }),
});

/** No changes: this drill has promoted it already. */
function describePromotion(ctx: OperationContext, instance: Instance): Preview {
  requireGuardrailTags(ctx, `instance ${instance.id} in ${instance.region}`, instance.tags);
  const { id, region, source, status } = instance;
  const component = requireComponent(ctx).name;
  const targets = [{ component, region, id }];
  const prior = { source, status };
  if (source === null && isTaggedByDrill(ctx, instance.tags)) return { changes: [], prior, targets };
  requireReplica(ctx, instance);
  const change = { target: `${region}/${id}`, what: 'role', from: `read replica of ${source}`, to: 'writer' };
  return { changes: [change], prior, targets };
}

function requireReplica(ctx: OperationContext, instance: Instance): void {
  const { id, source } = instance;
  if (source !== null && findSourceRegion(requireTarget(ctx, rdsInstances), instance) !== null) return;
  throw new OperationError({
    kind: source === null ? 'AlreadyPromoted' : 'WrongSource',
    message: `promotion of ${id} refused: expected a read replica of this database's other instance, got ${source === null ? 'an instance without a source, not promoted by this drill' : `a replica of ${source}`}`,
    hint: 'it may be left from an earlier drill: rebuild it as a read replica of the present writer',
    retryable: false,
  });
}

async function promote(ctx: OperationContext, instance: Instance): Promise<void> {
  if (isTaggedByDrill(ctx, instance.tags)) {
    if (await isUnderway(ctx, instance.region)) return;
  } else {
    await tagInstance(ctx, instance);
  }
  const rds = await ctx.clients.rds(instance.region);
  const request = {
    DBInstanceIdentifier: instance.id,
    BackupRetentionPeriod: Math.max(1, instance.backupRetentionDays),
  };
  const what = `promoting ${instance.id}`;
  const answer = await ctx.mutate(what, () => callAws(what, () => rds.promoteReadReplica(request)));
  requirePart(what, answer.DBInstance);
}

async function tagInstance(ctx: OperationContext, instance: Instance): Promise<void> {
  const rds = await ctx.clients.rds(instance.region);
  const request = { ResourceName: instance.arn, Tags: drillTags(ctx, deadlineMs) };
  await ctx.mutate(`tagging ${instance.id}`, () =>
    callAws(`tagging ${instance.id}`, () => rds.addTagsToResource(request)),
  );
  // Without the tag a later attempt could not tell its own promotion from somebody else's.
  const isSeen = await seesWithin(ctx, instance.region, {
    withinMs: settleMs,
    meets: ({ tags }) => isTaggedByDrill(ctx, tags),
  });
  if (isSeen) return;
  throw new OperationError({
    kind: 'TagNotSeen',
    message: `tagging ${instance.id} not seen: expected the tag of drill ${ctx.drill.key} within ${settleMs} ms, got none`,
    hint: 'wait: it is looked for again',
    retryable: true,
  });
}

/** An earlier attempt of this drill put the tag on: whether its promotion shows within the time that RDS takes to show it. */
async function isUnderway(ctx: OperationContext, region: string): Promise<boolean> {
  return await seesWithin(ctx, region, { withinMs: settleMs, meets: isChanging });
}

/** A promotion that was accepted and changes nothing is said to be so, long before the deadline. */
async function awaitUnderway(ctx: OperationContext, region: string): Promise<void> {
  if (await seesWithin(ctx, region, { withinMs: ignoredMs, meets: isChanging })) return;
  throw new OperationError({
    kind: 'PromotionIgnored',
    message: `promotion of instance in ${region} not seen: expected it to leave its source within ${ignoredMs} ms, got still an available replica`,
    hint: 'RDS accepted the promotion and did nothing: read the events of the instance there, then retry the step',
    retryable: false,
  });
}

function isChanging({ source, status }: Instance): boolean {
  return source === null || status !== 'available';
}

/** Ends when RDS shows no source and `available` and the server itself is out of recovery; bounded by the activity's deadline. */
async function awaitWriter(ctx: OperationContext, region: string): Promise<Outcome> {
  const { seen } = await pollUntil(ctx, {
    look: async () => {
      const instance = await describeInstance(ctx, region);
      requireSound(instance);
      ctx.beat({ status: instance.status, source: instance.source });
      return { instance, endpoint: await findWriterAddress(ctx, instance) };
    },
    meets: ({ endpoint }) => endpoint !== null,
    everyMs: pollMs,
  });
  const { id, status, port } = seen.instance;
  return { values: { endpoint: seen.endpoint ?? '' }, details: { instance: id, status, port } };
}

/** Null while it is not a writer that answers. */
async function findWriterAddress(ctx: OperationContext, instance: Instance): Promise<string | null> {
  const { source, status, address } = instance;
  const isShown = source === null && status === 'available' && address !== null;
  return isShown && (await hasLeftRecovery(ctx, instance)) ? address : null;
}

function requireSound(instance: Instance): void {
  if (!brokenStatuses.has(instance.status)) return;
  throw new OperationError({
    kind: 'PromotionFailed',
    message: `promotion of ${instance.id} failed: expected status available, got ${instance.status}`,
    hint: 'read the events of the instance in RDS; recover it there or restore from a backup',
    retryable: false,
  });
}

/** The server restarts while it is promoted: not answering is not yet a failure. */
async function hasLeftRecovery(ctx: OperationContext, instance: Instance): Promise<boolean> {
  try {
    return !(await isInRecovery(ctx, instance));
  } catch (error) {
    ctx.log.info('promoted instance does not answer yet', { instance: instance.id, error: messageOf(error) });
    return false;
  }
}
