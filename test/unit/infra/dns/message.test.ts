import { Packet } from 'dns2';
import { expect, test } from 'vitest';
import {
  readQuestion,
  readResponse,
  writeQuestion,
  writeResponse,
} from '../../../../infra/lab/dns/message.ts';

/** An OPT record with a cookie and one more option. */
const EDNS_OPTIONS = [
  0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 18, 0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 11, 0, 2, 0, 1,
];

function readSentQuestion(datagram: Buffer) {
  const question = readQuestion(datagram);
  if (!question) throw new Error('the query was not understood');
  return question;
}

test('an answer survives the wire with names, values and TTLs', () => {
  const sets = [
    { name: 'db.shop.test', type: 'CNAME' as const, ttlSeconds: 1, values: ['west.rds.shop.test'] },
    { name: 'west.rds.shop.test', type: 'A' as const, ttlSeconds: 5, values: ['127.0.1.20', '127.0.1.21'] },
  ];
  const question = readSentQuestion(writeQuestion(7, 'DB.shop.test', 'A'));
  const datagram = writeResponse(question, { code: 'ok', authoritative: true, sets });

  expect(question).toMatchObject({ name: 'db.shop.test', type: 'A' });
  expect(readResponse(datagram, 7)).toEqual({ code: 'ok', authoritative: true, sets });
});

test('a negative answer carries the zone record, and the smaller of its two times counts', () => {
  const soa = { origin: 'shop.test', serial: 4, negativeTtlSeconds: 2 };
  const question = readSentQuestion(writeQuestion(7, 'no.shop.test', 'A'));
  const datagram = writeResponse(question, { code: 'no-name', authoritative: true, sets: [], soa });

  expect(readResponse(datagram, 7)).toEqual({ code: 'no-name', authoritative: true, sets: [], soa });
});

test('an answer to another query is not taken', () => {
  const question = readSentQuestion(writeQuestion(7, 'db.shop.test', 'A'));
  const datagram = writeResponse(question, { code: 'ok', authoritative: true, sets: [] });
  expect(readResponse(datagram, 8)).toBeUndefined();
});

test('a query with options in its additional section is understood', () => {
  const query = writeQuestion(7, 'db.shop.test', 'A');
  query.writeUInt16BE(1, 10);
  const datagram = Buffer.concat([query, Buffer.from(EDNS_OPTIONS)]);
  expect(readQuestion(datagram)).toMatchObject({ name: 'db.shop.test', type: 'A' });
});

test('what is no query is ignored', () => {
  const answer = Packet.createResponseFromRequest(readSentQuestion(writeQuestion(7, 'a.test', 'A')).packet);
  expect(readQuestion(Buffer.from('short'))).toBeUndefined();
  expect(readQuestion(answer.toBuffer())).toBeUndefined();
});
