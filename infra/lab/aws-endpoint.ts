import { randomUUID } from 'node:crypto';
import { type AwsServer, createAwsServer } from './aws-http.ts';
import type { AwsAnswer, AwsRequest } from './aws-message.ts';
import { type AwsLedger, readErrorCode } from './ledger.ts';
import type { Moto } from './moto.ts';
import type { RdsControlPlane } from './rds/contract.ts';

export interface AwsEndpointOptions {
  region: string;
  host: string;
  port: number;
  rds: RdsControlPlane;
  moto: Moto;
  ledger: AwsLedger;
}

/** The AWS endpoint of one region: RDS is the lab's own, over real servers; everything else is moto's. */
export function createAwsEndpoint(options: AwsEndpointOptions): AwsServer {
  const { host, port } = options;
  return createAwsServer({ host, port, answer: (request) => answerCall(options, request) });
}

async function answerCall(options: AwsEndpointOptions, request: AwsRequest): Promise<AwsAnswer> {
  if (request.service === null) return refuseUnsigned(options);
  const parameters = new URLSearchParams(request.body);
  return request.service === 'rds' ? callRds(options, parameters) : callMoto(options, request, parameters);
}

/** Somebody who knocks to see whether the region is there: AWS answers, and does nothing. */
function refuseUnsigned({ region, ledger }: AwsEndpointOptions): AwsAnswer {
  const requestId = randomUUID();
  const errorCode = 'MissingAuthenticationToken';
  const call = { region, service: 'unknown', operation: 'unknown', requestId, status: 403, errorCode };
  ledger.record({ at: Date.now(), mutating: false, ...call });
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${errorCode}</Code><Message>Request is missing Authentication Token</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status: 403, contentType: 'text/xml', body, requestId };
}

async function callRds(options: AwsEndpointOptions, parameters: URLSearchParams): Promise<AwsAnswer> {
  const { status, body, requestId, ...call } = await options.rds.handle(options.region, parameters);
  options.ledger.record({
    at: Date.now(),
    region: options.region,
    service: 'rds',
    operation: call.operation,
    requestId,
    status,
    mutating: call.mutating,
    ...(call.errorCode !== null && { errorCode: call.errorCode }),
    ...(call.target !== null && { target: call.target }),
  });
  return { status, body, requestId, contentType: 'text/xml' };
}

async function callMoto(
  options: AwsEndpointOptions,
  request: AwsRequest,
  parameters: URLSearchParams,
): Promise<AwsAnswer> {
  const answer = await options.moto.forward(request);
  const operation = parameters.get('Action') ?? request.headers['x-amz-target'] ?? 'unknown';
  const errorCode = readErrorCode(answer);
  options.ledger.record({
    at: Date.now(),
    region: options.region,
    service: request.service ?? 'unknown',
    operation,
    requestId: answer.requestId,
    status: answer.status,
    mutating: !/^(Get|List|Describe)/.test(operation),
    ...(errorCode !== undefined && { errorCode }),
  });
  return answer;
}
