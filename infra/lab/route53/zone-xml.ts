import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { HostedSet, Change } from './hosted-set.ts';
import { normalizeName } from '../dns/zone.ts';

const HostedSetXml = z.strictObject({
  Name: z.string().min(1),
  Type: z.string().min(1),
  TTL: z.coerce.number().int().nonnegative().max(2_147_483_647),
  ResourceRecords: z.strictObject({
    ResourceRecord: z.array(z.strictObject({ Value: z.string().min(1) })).min(1),
  }),
});

const ServedSetXml = HostedSetXml.extend({ Type: z.enum(['A', 'CNAME']) });

const ChangeRequestXml = z.object({
  ChangeResourceRecordSetsRequest: z.object({
    ChangeBatch: z.strictObject({
      Comment: z.string().optional(),
      Changes: z.strictObject({
        Change: z
          .array(
            z.strictObject({
              Action: z.enum(['CREATE', 'DELETE', 'UPSERT']),
              ResourceRecordSet: ServedSetXml,
            }),
          )
          .min(1),
      }),
    }),
  }),
});

const ListAnswerXml = z.object({
  ListResourceRecordSetsResponse: z.object({
    ResourceRecordSets: z.object({ ResourceRecordSet: z.array(HostedSetXml) }),
  }),
});

const HostedZoneXml = z.object({
  GetHostedZoneResponse: z.object({ HostedZone: z.object({ Name: z.string() }) }),
});

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  // One child or many must look the same; a ResourceRecordSet repeats in the list only, not below a Change.
  isArray: (name, path) =>
    name === 'Change' ||
    name === 'ResourceRecord' ||
    String(path).endsWith('.ResourceRecordSets.ResourceRecordSet'),
});

export type BatchReading = { ok: true; changes: Change[] } | { ok: false; reason: string };

/** Reads a ChangeResourceRecordSets body. Only simple A and CNAME sets are taken: the lab's DNS serves nothing else. */
export function readChangeBatch(body: string): BatchReading {
  const parsed = ChangeRequestXml.safeParse(parseXml(body));
  if (!parsed.success) return { ok: false, reason: z.prettifyError(parsed.error) };
  const { Change } = parsed.data.ChangeResourceRecordSetsRequest.ChangeBatch.Changes;
  const changes = Change.map((change) => ({ action: change.Action, set: toSet(change.ResourceRecordSet) }));
  return { ok: true, changes };
}

export function readRecordSets(body: string): HostedSet[] {
  const answer = ListAnswerXml.parse(parseXml(body));
  return answer.ListResourceRecordSetsResponse.ResourceRecordSets.ResourceRecordSet.map(toSet);
}

export function readZoneName(body: string): string {
  return normalizeName(HostedZoneXml.parse(parseXml(body)).GetHostedZoneResponse.HostedZone.Name);
}

function parseXml(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    return undefined;
  }
}

function toSet(xml: z.infer<typeof HostedSetXml>): HostedSet {
  const isName = xml.Type === 'CNAME';
  const values = xml.ResourceRecords.ResourceRecord.map((record) => record.Value);
  return {
    name: normalizeName(xml.Name),
    type: xml.Type,
    ttlSeconds: xml.TTL,
    values: isName ? values.map(normalizeName) : values,
  };
}
