import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import { createNameClient } from '../../../../activities/clients/names.ts';

const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** A resolver that answers every A question with one address, and has no other records; counts what it is asked. */
async function startResolver(address: number[]) {
  const seen = { questions: 0 };
  const socket = createSocket('udp4', (question, from) => {
    seen.questions++;
    socket.send(answerQuestion(question, address), from.port, from.address);
  });
  sockets.push(socket);
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { seen, at: `127.0.0.1:${socket.address().port}` };
}

const typeA = 1;

function answerQuestion(message: Buffer, address: number[]): Buffer {
  let end = 12;
  while (message[end] !== 0) end += (message[end] ?? 0) + 1;
  const question = message.subarray(12, end + 5);
  const answered = question.readUInt16BE(question.length - 4) === typeA;
  const header = Buffer.from([
    message[0] ?? 0,
    message[1] ?? 0,
    0x81,
    0x80,
    0,
    1,
    0,
    answered ? 1 : 0,
    0,
    0,
    0,
    0,
  ]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address]);
  return Buffer.concat([header, question, ...(answered ? [record] : [])]);
}

describe('createNameClient', () => {
  test('answers addresses with their TTL, and no CNAME where there is none', async () => {
    const resolver = await startResolver([10, 0, 1, 1]);
    const names = createNameClient([resolver.at]);
    expect(await names.resolveName('shop.test')).toEqual({
      addresses: ['10.0.1.1'],
      cname: null,
      ttlSeconds: 60,
    });
  });

  test('asks the resolver again each time, whatever the TTL', async () => {
    const resolver = await startResolver([10, 0, 1, 1]);
    const names = createNameClient([resolver.at]);
    await names.resolveName('shop.test');
    const asked = resolver.seen.questions;
    await names.resolveName('shop.test');
    expect(resolver.seen.questions).toBe(asked * 2);
  });

  test('asks the resolver that is named', async () => {
    const [one, two] = [await startResolver([10, 0, 1, 1]), await startResolver([10, 0, 2, 2])];
    const names = createNameClient([one.at, two.at]);
    expect((await names.resolveName('shop.test', two.at)).addresses).toEqual(['10.0.2.2']);
    expect(one.seen.questions).toBe(0);
  });

  test('finds an address by the next resolver when the first does not answer', async () => {
    const resolver = await startResolver([10, 0, 1, 1]);
    const names = createNameClient(['127.0.0.1:1', resolver.at]);
    expect(await names.findAddress('shop.test')).toBe('10.0.1.1');
  });

  test('asks nobody for what is an address already', async () => {
    expect(await createNameClient(['127.0.0.1:1']).findAddress('127.0.1.10')).toBe('127.0.1.10');
  });
});
