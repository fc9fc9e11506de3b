import type { AwsAnswer, AwsRequest, AwsServer } from './aws-http.ts';
import { createAwsServer } from './aws-http.ts';
import type { AwsLedger } from './ledger.ts';
import { readErrorCode } from './ledger.ts';
import type { Moto } from './moto.ts';
import type { RdsControlPlane } from './rds/control-plane.ts';

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
  const parameters = new URLSearchParams(request.body);
  return request.service === 'rds' ? callRds(options, parameters) : callMoto(options, request, parameters);
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
    service: request.service,
    operation,
    requestId: answer.requestId,
    status: answer.status,
    mutating: !/^(Get|List|Describe)/.test(operation),
    ...(errorCode !== undefined && { errorCode }),
  });
  return answer;
}
