import type { Change } from '@aws-sdk/client-route-53';
import type { OperationContext } from '../../src/operation/contract.ts';
import type { NameRecord } from '../../src/operation/name-record.ts';
import { callAws } from './call.ts';
import type { RecordValue } from './record.ts';

const pollMs = 200;

/**
 * Replaces the record's value in one batch, DELETE of exactly what was read and CREATE of the new one: Route 53 refuses the
 * whole batch when the record has changed in between (compare-and-set). Ends when all its name servers have it (INSYNC).
 */
export async function changeRecord(
  ctx: OperationContext,
  record: NameRecord,
  { from, to }: { from: RecordValue; to: string },
): Promise<void> {
  const route53 = await ctx.clients.route53();
  const batch = {
    Comment: `drillmaster:${ctx.drill.key}/${ctx.drill.step}`,
    Changes: [
      describeChange('DELETE', record, from),
      describeChange('CREATE', record, { ...from, value: to }),
    ],
  };
  const answer = await ctx.mutate(`swapping ${record.host} to ${to}`, () =>
    callAws(`swapping ${record.host} to ${to}`, () =>
      route53.changeResourceRecordSets({ HostedZoneId: record.zone, ChangeBatch: batch }),
    ),
  );
  if (answer.ChangeInfo?.Id !== undefined) await awaitInSync(ctx, answer.ChangeInfo.Id);
}

/** Bounded by the activity's deadline. */
async function awaitInSync(ctx: OperationContext, changeId: string): Promise<void> {
  const route53 = await ctx.clients.route53();
  for (;;) {
    const answer = await callAws(`reading change ${changeId}`, () => route53.getChange({ Id: changeId }));
    if (answer.ChangeInfo?.Status === 'INSYNC') return;
    ctx.beat({ change: changeId, status: answer.ChangeInfo?.Status ?? null });
    await ctx.sleep(pollMs);
  }
}

function describeChange(action: 'CREATE' | 'DELETE', record: NameRecord, content: RecordValue): Change {
  return {
    Action: action,
    ResourceRecordSet: {
      Name: record.host,
      Type: record.type,
      TTL: content.ttlSeconds,
      ResourceRecords: [{ Value: content.value }],
    },
  };
}
