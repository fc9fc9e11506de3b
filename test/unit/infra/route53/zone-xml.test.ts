import { expect, test } from 'vitest';
import { readChangeBatch, readRecordSets } from '../../../../infra/lab/route53/zone-xml.ts';

const set = (extra = '', type = 'A') =>
  `<ResourceRecordSet><Name>App.shop.test.</Name><Type>${type}</Type>${extra}<TTL>1</TTL><ResourceRecords><ResourceRecord><Value>127.0.1.10</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>`;
const batch = (...sets: string[]) =>
  `<?xml version="1.0"?><ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Comment>why</Comment><Changes>${sets
    .map((each) => `<Change><Action>UPSERT</Action>${each}</Change>`)
    .join('')}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
const list = (sets: string) =>
  `<ListResourceRecordSetsResponse><ResourceRecordSets>${sets}</ResourceRecordSets></ListResourceRecordSetsResponse>`;
const read = { name: 'app.shop.test', type: 'A', ttlSeconds: 1, values: ['127.0.1.10'] };

test('a batch of one change and a batch of many are read alike', () => {
  expect(readChangeBatch(batch(set()))).toEqual({ ok: true, changes: [{ action: 'UPSERT', set: read }] });
  expect(readChangeBatch(batch(set(), set()))).toMatchObject({
    ok: true,
    changes: [{ set: read }, { set: read }],
  });
});

test('a set that the name server could not serve is refused with what was expected', () => {
  expect(readChangeBatch(batch(set('', 'MX')))).toMatchObject({ ok: false });
  const weighted = readChangeBatch(batch(set('<SetIdentifier>one</SetIdentifier><Weight>1</Weight>')));
  expect(weighted).toMatchObject({ ok: false, reason: expect.stringContaining('SetIdentifier') });
});

test('what is no batch at all is refused, not thrown', () => {
  expect(readChangeBatch('')).toMatchObject({ ok: false });
  expect(readChangeBatch('<ChangeBatch')).toMatchObject({ ok: false });
});

test('the list of a zone is read with one set or many', () => {
  expect(readRecordSets(list(set()))).toEqual([read]);
  expect(readRecordSets(list(set() + set()))).toHaveLength(2);
});
