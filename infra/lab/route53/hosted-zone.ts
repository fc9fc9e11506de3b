import { XMLBuilder } from 'fast-xml-parser';
import { z } from 'zod';
import type { RecordSet } from '../dns/zone.ts';
import type { Moto } from '../moto.ts';
import { readRecordSets } from './zone-xml.ts';
import type { HostedSet } from './hosted-set.ts';

/** moto tells the service by the credential scope and checks no signature. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=lab/20260101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0';
const builder = new XMLBuilder({});
const ZoneId = z.string().regex(/^[A-Z0-9]+$/);

export interface HostedZoneSeed {
  origin: string;
  sets: RecordSet[];
  tags: Record<string, string>;
}

/** Creates the hosted zone with its first records in moto; returns its id, without the `/hostedzone/` prefix. */
export async function createHostedZone(moto: Moto, seed: HostedZoneSeed): Promise<string> {
  const created = await post(moto, '/hostedzone', {
    CreateHostedZoneRequest: { Name: seed.origin, CallerReference: 'lab' },
  });
  const zoneId = ZoneId.parse(/<Id>\/hostedzone\/([^<]+)<\/Id>/.exec(created)?.[1]);
  const Change = seed.sets.map((set) => toChange('CREATE', set));
  await post(moto, `/hostedzone/${zoneId}/rrset`, {
    ChangeResourceRecordSetsRequest: { ChangeBatch: { Changes: { Change } } },
  });
  const Tag = Object.entries(seed.tags).map(([Key, Value]) => ({ Key, Value }));
  await post(moto, `/tags/hostedzone/${zoneId}`, { ChangeTagsForResourceRequest: { AddTags: { Tag } } });
  return zoneId;
}

/** Gives the zone exactly these records again; its own NS and SOA sets stay. */
export async function restoreHostedZone(moto: Moto, zoneId: string, sets: RecordSet[]): Promise<void> {
  const path = `/hostedzone/${zoneId}/rrset`;
  const isFirst = ({ name, type }: HostedSet) => sets.some((set) => set.name === name && set.type === type);
  const strangers = readRecordSets(
    await call(moto, { method: 'GET', path: `${path}?maxitems=300`, body: '' }),
  )
    .filter(({ type }) => type !== 'NS' && type !== 'SOA')
    .filter((set) => !isFirst(set));
  const Change = [
    ...strangers.map((set) => toChange('DELETE', set)),
    ...sets.map((set) => toChange('UPSERT', set)),
  ];
  await post(moto, path, { ChangeResourceRecordSetsRequest: { ChangeBatch: { Changes: { Change } } } });
}

function toChange(Action: 'CREATE' | 'UPSERT' | 'DELETE', set: HostedSet): object {
  const ResourceRecord = set.values.map((Value) => ({ Value }));
  const ResourceRecordSet = {
    Name: set.name,
    Type: set.type,
    TTL: set.ttlSeconds,
    ResourceRecords: { ResourceRecord },
  };
  return { Action, ResourceRecordSet };
}

function post(moto: Moto, path: string, content: object): Promise<string> {
  return call(moto, { method: 'POST', path, body: builder.build(content) });
}

async function call(
  moto: Moto,
  { method, path, body }: { method: string; path: string; body: string },
): Promise<string> {
  const answer = await moto.forward({
    method,
    path: `/2013-04-01${path}`,
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/xml' },
    body,
    service: 'route53',
  });
  if (answer.status < 300) return answer.body;
  throw new Error(
    `filling the hosted zone failed: expected success from ${path}, got ${answer.status}\nHINT: read moto.log in the lab's directory; the answer was ${answer.body}`,
  );
}
