import type { Change } from '@aws-sdk/client-route-53';
import type { OperationContext } from '../../../src/operation/contract.ts';
import { ownerMark } from '../../../src/operation/kit/owner-mark.ts';
import { pollUntil } from '../../../src/operation/kit/poll-until.ts';
import type { NameRecord } from '../../../src/operation/name-record.ts';
import { callAws, requirePart } from '../call.ts';
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
    Comment: ownerMark(ctx.drill),
    Changes: [
      describeChange('DELETE', record, from),
      describeChange('CREATE', record, { ...from, value: to }),
    ],
  };
  const what = `swapping ${record.host} to ${to}`;
  const answer = await ctx.mutate(what, () =>
    callAws(what, () => route53.changeResourceRecordSets({ HostedZoneId: record.zone, ChangeBatch: batch })),
  );
  await awaitInSync(ctx, requirePart(what, answer.ChangeInfo?.Id));
}

/** Bounded by the activity's deadline. */
async function awaitInSync(ctx: OperationContext, changeId: string): Promise<void> {
  const route53 = await ctx.clients.route53();
  const what = `reading change ${changeId}`;
  await pollUntil(ctx, {
    look: async () => {
      const answer = await callAws(what, () => route53.getChange({ Id: changeId }));
      return requirePart(what, answer.ChangeInfo?.Status);
    },
    meets: (status) => status === 'INSYNC',
    everyMs: pollMs,
    beat: (status) => ({ change: changeId, status }),
  });
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
