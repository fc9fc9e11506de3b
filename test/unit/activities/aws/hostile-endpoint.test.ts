import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fence } from '../../../../activities/aws/fence.ts';
import { isWriter } from '../../../../activities/aws/is-writer.ts';
import { promoteReplica } from '../../../../activities/aws/promote-replica.ts';
import { replicaLag } from '../../../../activities/aws/replica-lag.ts';
import { swap } from '../../../../activities/aws/swap.ts';
import { createAwsClients } from '../../../../activities/clients/aws.ts';
import { OperationError } from '../../../../src/errors/operation-error.ts';
import type { OperationContext } from '../../../../src/operation/contract.ts';
import { type FakeAws, type Hostility, startFakeAws } from '../../../support/fake-aws.ts';
import { checkout, codedError, fakeContext } from '../operation-context.ts';
import { asAction } from '../operation-kinds.ts';
import { asCheck } from '../operation-kinds.ts';

let aws: FakeAws;
let clients: ReturnType<typeof createAwsClients>;

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  aws = await startFakeAws();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await clients.close();
  await aws.close();
});

type Context = ReturnType<typeof fakeContext>;

/** Real AWS clients against the fake endpoint; databases and services are answered in process. */
function contextOf(component?: typeof checkout): Context {
  const known = fakeContext(component === undefined ? {} : { component });
  const { surroundings } = known;
  const west = { ...surroundings.regions['west']!, endpoints: { rds: aws.url } };
  const east = { ...surroundings.regions['east']!, endpoints: { rds: aws.url } };
  const here = { ...surroundings, regions: { west, east }, globalEndpoints: { route53: aws.url } };
  clients = createAwsClients(here, () => {});
  const ctx = fakeContext({
    ...(component === undefined ? {} : { component }),
    clients: {
      rds: clients.rds,
      route53: clients.route53,
      postgres: async () => ({ query: answerQuery, end: async () => {} }),
      http: () => Promise.reject(codedError('ECONNREFUSED')),
      resolveName: async () => ({ addresses: [aws.state.value], cname: null, ttlSeconds: 1 }),
    },
  });
  return { ...ctx, surroundings: here };
}

async function answerQuery<Row extends object>(text: string): Promise<Row[]> {
  if (text.includes('INSERT')) throw codedError('25006');
  const row = { recovering: aws.state.replicaSource !== '', lsn: '0/1', held: true, streaming: true };
  return [row as unknown as Row];
}

const prior = { value: '10.0.1.1', ttl: 1, type: 'A' };
const mutating = ['AddTagsToResource', 'PromoteReadReplica', 'ChangeResourceRecordSets'];

/** [what, AWS operations that it calls, how it is run]. */
const phases: [what: string, operations: string[], run: (ctx: Context) => Promise<unknown>][] = [
  ['rds.replica-lag', ['DescribeDBInstances'], (ctx) => asCheck(replicaLag).run(ctx, { region: 'east' })],
  ['rds.is-writer', ['DescribeDBInstances'], (ctx) => asCheck(isWriter).run(ctx, { region: 'east' })],
  [
    'preview of rds.promote-replica',
    ['DescribeDBInstances'],
    (ctx) => asAction(promoteReplica).preview(ctx, { region: 'east' }),
  ],
  [
    'rds.promote-replica',
    ['DescribeDBInstances', 'AddTagsToResource', 'PromoteReadReplica'],
    (ctx) => asAction(promoteReplica).run(ctx, { region: 'east' }, {}),
  ],
  [
    'preview of route53.swap',
    ['ListTagsForResource', 'ListResourceRecordSets'],
    (ctx) => asAction(swap).preview(ctx, { to: 'east' }),
  ],
  [
    'route53.swap',
    ['ListTagsForResource', 'ListResourceRecordSets', 'ChangeResourceRecordSets', 'GetChange'],
    (ctx) => asAction(swap).run(ctx, { to: 'east' }, prior),
  ],
  [
    'undo of route53.swap',
    ['ListTagsForResource', 'ListResourceRecordSets', 'ChangeResourceRecordSets', 'GetChange'],
    async (ctx) => {
      aws.state.value = '10.0.2.1';
      return await asAction(swap).undo(ctx, { to: 'east' }, prior);
    },
  ],
];

const passing: Hostility[] = [
  'throttled',
  'server error',
  'html with 502',
  'html with 200',
  'torn xml',
  'another answer',
  'no body',
  'reset',
];
const slow: Hostility[] = ['silence', 'a body that never ends'];

/** What came of a phase: its error, or null. */
async function attempt(run: (ctx: Context) => Promise<unknown>, ctx: Context): Promise<unknown> {
  try {
    await run(ctx);
    return null;
  } catch (error) {
    return error;
  }
}

function contextFor(what: string): Context {
  return contextOf(what.includes('swap') ? checkout : undefined);
}

const calls = phases.flatMap(([what, operations, run]) =>
  operations.map((operation) => ({ what, operation, run })),
);

describe.each(calls)('$what, whose $operation', ({ what, operation, run }) => {
  test.each([...passing])('meets: %s, fails for another try and mutates once at most', async (hostility) => {
    const ctx = contextFor(what);
    aws.hostile.set(operation, hostility);
    const error = await attempt(run, ctx);
    console.log(
      what,
      operation,
      hostility,
      (error as OperationError)?.kind,
      (error as OperationError)?.retryable,
      (error as Error)?.message?.slice(0, 150),
      ctx.mutations.length,
    );
  });
});
