import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { AwsAnswer, AwsRequest } from './aws-message.ts';
import { findFreePort } from './processes/free-port.ts';
import type { OwnedProcesses } from './processes/owned-processes.ts';
import { waitForHttp } from './wait-for-http.ts';

export interface MotoOptions {
  /** The Python of the environment that has moto. */
  python: string;
  dir: string;
  account: string;
  processes: OwnedProcesses;
}

export interface Moto {
  /** `http://127.0.0.1:PORT` */
  url: string;
  forward(request: AwsRequest): Promise<AwsAnswer>;
}

/** Starts moto, the stand-in for the AWS services that the lab does not imitate itself. */
export async function startMoto(options: MotoOptions): Promise<Moto> {
  const port = await findFreePort(['127.0.0.1']);
  const url = `http://127.0.0.1:${port}`;
  const child = options.processes.spawn({
    name: 'moto',
    command: options.python,
    args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    env: { ...process.env, MOTO_ACCOUNT_ID: options.account },
    logFile: path.join(options.dir, 'moto.log'),
  });
  await waitForHttp(child, `${url}/moto-api/data.json`);
  return { url, forward: (request) => forward(url, request) };
}

const ANSWER_WITHIN_MS = 20_000;
const FORWARDED_HEADERS = ['authorization', 'content-type', 'x-amz-date', 'x-amz-target'];

async function forward(url: string, request: AwsRequest): Promise<AwsAnswer> {
  const headers = Object.entries(request.headers).filter(([name]) => FORWARDED_HEADERS.includes(name));
  const response = await fetch(`${url}${request.path}`, {
    method: request.method,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: Object.fromEntries(headers),
    ...(request.body !== '' && { body: request.body }),
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? 'text/xml',
    body: await response.text(),
    requestId: response.headers.get('x-amzn-requestid') ?? randomUUID(),
  };
}
