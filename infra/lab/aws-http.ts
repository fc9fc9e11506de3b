import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { once } from 'node:events';
import type { AwsRequest, AwsAnswer } from './aws-message.ts';
import { answerInMode, type EndpointMode } from './endpoint-mode.ts';

export interface AwsServerOptions {
  host: string;
  port: number;
  answer(request: AwsRequest): Promise<AwsAnswer>;
}

/** An AWS endpoint that can vanish like a region does: `stop` closes the port and cuts all connections at once. */
export interface AwsServer {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** How it treats the calls that come from now on. Default: `obey`. */
  setMode(mode: EndpointMode): void;
}

export function createAwsServer(options: AwsServerOptions): AwsServer {
  let server: Server | undefined;
  let mode: EndpointMode = 'obey';

  function treat(request: AwsRequest): Promise<AwsAnswer | null> {
    return answerInMode(mode, () => options.answer(request));
  }

  async function start(): Promise<void> {
    if (server) return;
    server = createServer((request, response) => void serve(treat, request, response));
    server.listen(options.port, options.host);
    await once(server, 'listening');
  }

  async function stop(): Promise<void> {
    if (!server) return;
    const closing = once(server, 'close');
    server.close();
    server.closeAllConnections();
    server = undefined;
    await closing;
  }

  function setMode(next: EndpointMode): void {
    mode = next;
  }

  return { start, stop, setMode };
}

/** `Credential=KEY/20261123/us-west-2/rds/aws4_request` names the service that the caller means. */
export function readService(authorization: string): string | null {
  return /Credential=[^/,]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization)?.[1] ?? null;
}

async function serve(
  treat: (request: AwsRequest) => Promise<AwsAnswer | null>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  try {
    const answer = await treat(await readRequest(request));
    if (answer === null) return;
    response.writeHead(answer.status, {
      'content-type': answer.contentType,
      'x-amzn-requestid': answer.requestId,
    });
    response.end(answer.body);
  } catch (error) {
    // The region may have lost its power while it answered: then nobody listens any more.
    if (!response.headersSent && !response.destroyed) response.writeHead(500).end(String(error));
  }
}

async function readRequest(request: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
    service: readService(request.headers.authorization ?? ''),
  };
}
