import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Response } from './message.ts';
import { readResponse, writeQuestion } from './message.ts';
import type { RecordType } from './zone.ts';

const ATTEMPTS = 2;
const ATTEMPT_TIMEOUT_MS = 500;

export interface UpstreamQuestion {
  port: number;
  name: string;
  type: RecordType;
}

/** Asks a name server on 127.0.0.1; undefined when no answer came within two attempts of 500 ms. */
export async function askUpstream(question: UpstreamQuestion): Promise<Response | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const response = await askOnce(question);
    if (response) return response;
  }
  return undefined;
}

async function askOnce(question: UpstreamQuestion): Promise<Response | undefined> {
  const id = randomInt(0x10000);
  const socket = createSocket('udp4');
  try {
    socket.connect(question.port, '127.0.0.1');
    await once(socket, 'connect');
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS) });
    socket.send(writeQuestion(id, question.name, question.type));
    const [datagram]: unknown[] = await answer;
    return Buffer.isBuffer(datagram) ? readResponse(datagram, id) : undefined;
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}
