import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Question } from './message.ts';
import { readQuestion } from './message.ts';

export interface UdpServer {
  /** `127.0.0.1:PORT` */
  address: string;
  port: number;
  close(): Promise<void>;
}

/** Serves DNS questions over UDP on a free loopback port; `answer` may take its time and gives nothing to stay silent. */
export async function startUdpServer(
  answer: (question: Question) => Promise<Buffer> | Buffer,
): Promise<UdpServer> {
  const socket = createSocket('udp4');
  let open = true;
  socket.on('message', (datagram, peer) => {
    const question = readQuestion(datagram);
    if (question) void reply(question, peer.port, peer.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return { address: `127.0.0.1:${port}`, port, close };

  async function reply(question: Question, port: number, address: string): Promise<void> {
    const response = await answer(question);
    if (open) socket.send(response, port, address, ignoreSendError);
  }

  async function close(): Promise<void> {
    if (!open) return;
    open = false;
    socket.close();
    await once(socket, 'close');
  }
}

/** A client that went away between question and answer is no concern of the server. */
function ignoreSendError(): void {}
