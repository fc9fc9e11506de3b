import { OperationError } from '../../../src/errors/operation-error.ts';
import type { OperationContext } from '../../../src/operation/contract.ts';
import { isSameName } from '../../../src/operation/kit/names.ts';
import type { NameRecord } from '../../../src/operation/name-record.ts';
import { callAws, requirePart } from '../call.ts';
import { requireGuardrailTags } from '../ownership.ts';

/** A record set with one value, as Route 53 holds it. */
export interface RecordValue {
  value: string;
  ttlSeconds: number;
}

/** Refuses a zone that lacks the guardrail's tags: records have none of their own. */
export async function requireGuardedZone(ctx: OperationContext, record: NameRecord): Promise<void> {
  const route53 = await ctx.clients.route53();
  const what = `reading the tags of zone ${record.zone}`;
  const answer = await callAws(what, () =>
    route53.listTagsForResource({ ResourceType: 'hostedzone', ResourceId: record.zone }),
  );
  const { Tags: tags = [] } = requirePart(what, answer.ResourceTagSet);
  requireGuardrailTags(ctx, `zone ${record.zone}`, tags);
}

/** The record set as it is now. Refuses what a swap could not take back: weighted sets, aliases, several values. */
export async function readRecord(ctx: OperationContext, record: NameRecord): Promise<RecordValue> {
  const route53 = await ctx.clients.route53();
  const what = `reading ${record.host}`;
  const answer = await callAws(what, () =>
    route53.listResourceRecordSets({
      HostedZoneId: record.zone,
      StartRecordName: record.host,
      StartRecordType: record.type,
      MaxItems: 10,
    }),
  );
  const sets = requirePart(what, answer.ResourceRecordSets).filter(
    (set) => set.Type === record.type && isSameName(set.Name ?? '', record.host),
  );
  const [set] = sets;
  const values = set?.ResourceRecords ?? [];
  const value = values[0]?.Value;
  if (sets.length === 1 && values.length === 1 && value !== undefined && set?.SetIdentifier === undefined) {
    return { value, ttlSeconds: set?.TTL ?? record.ttl };
  }
  throw new OperationError({
    kind: 'RecordShape',
    message: `reading ${record.host} failed: expected one simple ${record.type} record with one value, got ${sets.length} sets with ${values.length} values`,
    hint: 'look at the record in Route 53: weighted, failover and alias records are not supported yet',
    retryable: false,
  });
}
