import { randomBytes } from 'node:crypto';
import { type AwsServer, createAwsServer } from '../aws-http.ts';
import type { AwsAnswer, AwsRequest } from '../aws-message.ts';
import { type AwsLedger, readErrorCode } from '../ledger.ts';
import type { Moto } from '../moto.ts';
import { type ChangeInfo, answerChange, answerRefusal } from './answers.ts';
import { applyChanges } from './change-batch.ts';
import { type Route53Call, readCall } from './operations.ts';
import type { HostedSet } from './hosted-set.ts';
import { readChangeBatch, readRecordSets, readZoneName } from './zone-xml.ts';

export interface Route53Options {
  host: string;
  port: number;
  moto: Moto;
  ledger: AwsLedger;
  /** From the acceptance of a change until the name server has it, in ms. */
  propagationMs: number;
  /** Puts the records of a hosted zone into the name server. */
  publish(zoneId: string, sets: HostedSet[]): void;
}

export interface Route53Endpoint extends AwsServer {
  /** Waits for the batch under way and drops all changes, also those that no name server has yet. */
  forgetChanges(): Promise<void>;
}

/**
 * The global Route 53 endpoint: moto keeps the zones, this front refuses what AWS refuses and moto takes, and tells
 * the truth about changes: `INSYNC` once the lab's name server has them, not before.
 */
export function createRoute53Endpoint(options: Route53Options): Route53Endpoint {
  const context: Context = { ...options, changes: new Map(), timers: new Set(), queue: Promise.resolve() };
  const { host, port } = options;
  const server = createAwsServer({ host, port, answer: (request) => answerAndRecord(context, request) });
  return {
    start: () => server.start(),
    setMode: (mode) => server.setMode(mode),
    stop: async () => {
      context.timers.forEach(clearTimeout);
      await server.stop();
    },
    forgetChanges: async () => {
      await context.queue;
      context.timers.forEach(clearTimeout);
      context.timers.clear();
      context.changes.clear();
    },
  };
}

interface Context extends Route53Options {
  changes: Map<string, ChangeInfo>;
  timers: Set<NodeJS.Timeout>;
  /** Batches are applied one after the other, so that what was checked is still true when it is applied. */
  queue: Promise<unknown>;
}

async function answerAndRecord(context: Context, request: AwsRequest): Promise<AwsAnswer> {
  const call = readCall(request.method, request.path);
  const answer = await answerCall(context, call, request);
  const errorCode = readErrorCode(answer);
  context.ledger.record({
    at: Date.now(),
    region: 'global',
    service: 'route53',
    operation: call.operation,
    requestId: answer.requestId,
    status: answer.status,
    mutating: call.mutating,
    ...(errorCode !== undefined && { errorCode }),
    ...(call.target !== undefined && { target: call.target }),
  });
  return answer;
}

async function answerCall(context: Context, call: Route53Call, request: AwsRequest): Promise<AwsAnswer> {
  if (call.operation === 'GetChange') return answerGetChange(context, call.target ?? '');
  if (call.operation !== 'ChangeResourceRecordSets') return context.moto.forward(request);
  const answer = context.queue.then(() => changeRecords(context, call.target ?? '', request));
  context.queue = answer.catch(() => undefined);
  return answer;
}

function answerGetChange(context: Context, id: string): AwsAnswer {
  const change = context.changes.get(id);
  if (change) return answerChange('GetChange', change);
  return answerRefusal(404, 'NoSuchChange', `Could not find resource with ID: ${id}`);
}

async function changeRecords(context: Context, zoneId: string, request: AwsRequest): Promise<AwsAnswer> {
  const zone = await context.moto.forward(readRequest(request, `/2013-04-01/hostedzone/${zoneId}`));
  if (zone.status !== 200) return zone;
  const reading = readChangeBatch(request.body);
  if (!reading.ok) return answerRefusal(400, 'InvalidInput', reading.reason);
  const before = await listRecords(context, zoneId, request);
  const result = applyChanges(readZoneName(zone.body), before, reading.changes);
  if (result.outcome === 'refused') {
    return answerRefusal(400, 'InvalidChangeBatch', `[${result.messages.join(', ')}]`);
  }
  // What was judged here is stored as it is: moto refuses a CREATE that it has seen before, also when the set is gone.
  const body = request.body.replaceAll('<Action>CREATE</Action>', '<Action>UPSERT</Action>');
  const stored = await context.moto.forward({ ...request, body });
  if (stored.status !== 200) return stored;
  return answerChange('ChangeResourceRecordSets', propagate(context, zoneId, result.sets));
}

async function listRecords(context: Context, zoneId: string, request: AwsRequest): Promise<HostedSet[]> {
  const path = `/2013-04-01/hostedzone/${zoneId}/rrset?maxitems=300`;
  return readRecordSets((await context.moto.forward(readRequest(request, path))).body);
}

/** A reading call with the credentials of the one at hand, by which moto knows the service. */
function readRequest(request: AwsRequest, path: string): AwsRequest {
  return { ...request, method: 'GET', path, body: '' };
}

function propagate(context: Context, zoneId: string, sets: HostedSet[]): ChangeInfo {
  const id = `C${randomBytes(10).toString('hex').toUpperCase()}`;
  const pending: ChangeInfo = { id, status: 'PENDING', submittedAt: Date.now() };
  context.changes.set(id, pending);
  const timer = setTimeout(() => {
    context.timers.delete(timer);
    context.publish(zoneId, sets);
    context.changes.set(id, { ...pending, status: 'INSYNC' });
  }, context.propagationMs);
  context.timers.add(timer);
  return pending;
}
