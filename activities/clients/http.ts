import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { HttpRequest, HttpResponse } from '../../src/operation/clients.ts';
import type { FindAddress } from './names.ts';

const bodyLimitBytes = 1_048_576;

/**
 * Sends one request over a new connection. `timeoutMs` covers name, connection, request and the whole answer; when it has
 * passed the error has the code `ETIMEOUT` (as resolvers say) when not even the name was resolved by then, `ETIMEDOUT` when no
 * connection was made, and `ENOANSWER` when something took the connection and did not answer.
 * Other failures carry Node's codes (`ECONNREFUSED`, `ECONNRESET`, ...).
 */
export async function sendRequest(request: HttpRequest, findAddress: FindAddress): Promise<HttpResponse> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const url = new URL(request.url);
  let timeoutCode = 'ETIMEOUT';
  try {
    const address = await untilAborted(findAddress(request.address ?? url.hostname), deadline);
    timeoutCode = 'ETIMEDOUT';
    const onConnect = () => (timeoutCode = 'ENOANSWER');
    return await exchange({ request, url, address, deadline, onConnect });
  } catch (cause) {
    throw deadline.aborted ? timeoutError(request, timeoutCode, cause) : cause;
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    }),
  ]);
}

interface Exchange {
  request: HttpRequest;
  url: URL;
  address: string;
  deadline: AbortSignal;
  onConnect: () => void;
}

function exchange({ request, url, address, deadline, onConnect }: Exchange): Promise<HttpResponse> {
  const secure = url.protocol === 'https:';
  const options: RequestOptions & { servername: string } = {
    host: address,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    servername: url.hostname,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: { host: url.host, ...request.headers },
    agent: false,
    signal: deadline,
  };
  return new Promise((resolve, reject) => {
    const send = secure ? requestHttps : requestHttp;
    const outgoing = send(options, (incoming) => {
      readAnswer(incoming).then(resolve, reject);
    });
    outgoing.on('socket', (socket) => socket.once('connect', onConnect));
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}

async function readAnswer(incoming: IncomingMessage): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > bodyLimitBytes)
      throw new Error(`http answer refused: expected at most ${bodyLimitBytes} bytes, got more`);
    chunks.push(chunk);
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
  return {
    status: incoming.statusCode ?? 0,
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function timeoutError(request: HttpRequest, code: string, cause: unknown): Error {
  const message = `http request timed out: expected an answer from ${request.url} within ${request.timeoutMs} ms, got none`;
  return Object.assign(new Error(message, { cause }), { code });
}
