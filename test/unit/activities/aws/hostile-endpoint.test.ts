import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fence } from '../../../../activities/aws/rds/fence.ts';
import { isWriter } from '../../../../activities/aws/rds/is-writer.ts';
import { promoteReplica } from '../../../../activities/aws/rds/promote-replica.ts';
import { replicaLag } from '../../../../activities/aws/rds/replica-lag.ts';
import { swap } from '../../../../activities/aws/route53/swap.ts';
import { createAwsClients } from '../../../../activities/clients/aws.ts';
import { OperationError } from '../../../../src/errors/operation-error.ts';
import { type FakeAws, type Hostility, startFakeAws } from '../../../support/fake-aws.ts';
import { checkout, codedError, fakeContext } from '../operation-context.ts';
import { asAction, asCheck } from '../operation-kinds.ts';

type Context = ReturnType<typeof fakeContext>;

interface Bench {
  aws: FakeAws;
  ctx: Context;
}

let closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

/** Real AWS clients against the fake endpoint; databases and services are answered in process. */
async function openBench(what: string): Promise<Bench> {
  const aws = await startFakeAws();
  const target = what.includes('swap') ? { component: checkout } : {};
  const { surroundings } = fakeContext(target);
  const region = { endpoints: { rds: aws.url }, power: null };
  const here = {
    ...surroundings,
    regions: { west: region, east: region },
    globalEndpoints: { route53: aws.url },
  };
  const clients = createAwsClients(here, () => {});
  closing.push(
    () => clients.close(),
    () => aws.close(),
  );
  const ctx = fakeContext({
    ...target,
    clients: {
      rds: (name) => clients.rds(name),
      route53: () => clients.route53(),
      postgres: async () => ({ query: (text) => answerQuery(aws, text), end: async () => {} }),
      http: () => Promise.reject(codedError('ECONNREFUSED')),
      resolveName: async () => ({ addresses: [aws.state.value], cname: null, ttlSeconds: 1 }),
    },
  });
  return { aws, ctx: { ...ctx, surroundings: here } };
}

async function answerQuery<Row extends object>(aws: FakeAws, text: string): Promise<Row[]> {
  if (text.includes('INSERT')) throw codedError('25006');
  const row = { recovering: aws.state.replicaSource !== '', lsn: '0/1', held: true, streaming: true };
  return [row as unknown as Row];
}

const east = { region: 'east' };
const west = { region: 'west', through: [] };
const prior = { value: '10.0.1.1', ttl: 1, type: 'A' };
const mutating = ['AddTagsToResource', 'PromoteReadReplica', 'ChangeResourceRecordSets'];
const describing = ['DescribeDBInstances'];
const reading = ['ListTagsForResource', 'ListResourceRecordSets'];
const changing = ['ListResourceRecordSets', 'ChangeResourceRecordSets', 'GetChange'];

/** [what, AWS operations that it calls, how it is run]. */
const phases: [what: string, operations: string[], run: (bench: Bench) => Promise<unknown>][] = [
  ['rds.replica-lag', describing, ({ ctx }) => asCheck(replicaLag).run(ctx, east)],
  ['rds.is-writer', describing, ({ ctx }) => asCheck(isWriter).run(ctx, east)],
  ['preview of rds.fence', describing, ({ ctx }) => asAction(fence).preview(ctx, west)],
  [
    'rds.fence',
    describing,
    async ({ aws, ctx }) => {
      aws.state.writerStatus = 'stopped';
      return await asAction(fence).run(ctx, west, {});
    },
  ],
  ['preview of rds.promote-replica', describing, ({ ctx }) => asAction(promoteReplica).preview(ctx, east)],
  [
    'rds.promote-replica',
    ['DescribeDBInstances', 'AddTagsToResource', 'PromoteReadReplica'],
    ({ ctx }) => asAction(promoteReplica).run(ctx, east, {}),
  ],
  ['preview of route53.swap', reading, ({ ctx }) => asAction(swap).preview(ctx, { to: 'east' })],
  [
    'route53.swap',
    ['ListTagsForResource', ...changing],
    ({ ctx }) => asAction(swap).run(ctx, { to: 'east' }, prior),
  ],
  [
    'undo of route53.swap',
    changing,
    async ({ aws, ctx }) => {
      aws.state.value = '10.0.2.1';
      return await asAction(swap).undo(ctx, { to: 'east' }, prior);
    },
  ],
];
const calls = phases.flatMap(([what, operations, run]) =>
  operations.map((operation) => ({ what, operation, run })),
);
type Call = (typeof calls)[number];

interface End {
  /** What the phase threw; null when it did not. */
  error: unknown;
  /** Mutating requests that reached the endpoint, and times that the gate was passed. */
  sent: string[];
  gated: number;
}

/** Runs a phase while one of its AWS operations is answered badly. */
async function runAgainst({ what, operation, run }: Call, hostility: Hostility): Promise<End> {
  const bench = await openBench(what);
  bench.aws.hostile.set(operation, hostility);
  const error = await run(bench).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const sent = bench.aws.received.filter((name) => mutating.includes(name));
  return { error, sent, gated: bench.ctx.mutations.length };
}

/** A fence needs no answer from a dark region; a tag is looked for, whatever the answer to the call was. */
function mayPass({ what, operation }: Call, kind: Hostility): boolean {
  const unanswered = ['reset', 'silence', 'a body that never ends'].includes(kind);
  return unanswered && what.endsWith('rds.fence') && operation === 'DescribeDBInstances';
}

function expectHonest(call: Call, hostility: Hostility, { error, sent, gated }: End): void {
  expect(new Set(sent).size, 'no mutating call is made twice').toBe(sent.length);
  if (call.what !== 'rds.fence') expect(sent.length, 'each passes the gate').toBeLessThanOrEqual(gated);
  if (error === null) return expect(mayPass(call, hostility)).toBe(true);
  expect(error).toBeInstanceOf(OperationError);
  expect(error).toMatchObject({ retryable: true, hint: expect.stringMatching(/./) });
}

describe.each(calls)('$what, whose $operation goes wrong', (call) => {
  test.each<Hostility>([
    'throttled',
    'server error',
    'html with 502',
    'html with 200',
    'torn xml',
    'another answer',
    'no body',
    'reset',
  ])('fails for another try: %s', async (hostility) => {
    expectHonest(call, hostility, await runAgainst(call, hostility));
  });

  test('fails for good when it is refused', async () => {
    const { error } = await runAgainst(call, 'access denied');
    expect(error).toMatchObject({ kind: 'AccessDenied', retryable: false });
  });
});

test.each<Hostility>(['silence', 'a body that never ends'])(
  'Every call ends in bounded time: %s',
  async (hostility) => {
    const ends = await Promise.all(calls.map((call) => runAgainst(call, hostility)));
    ends.forEach((end, index) => expectHonest(calls[index]!, hostility, end));
  },
);

describe('rds.promote-replica', () => {
  test('says that a promotion which was accepted changed nothing, and does not try again by itself', async () => {
    const { aws, ctx } = await openBench('promote');
    aws.ignored.add('PromoteReadReplica');
    await expect(asAction(promoteReplica).run(ctx, east, {})).rejects.toMatchObject({
      kind: 'PromotionIgnored',
      retryable: false,
    });
    expect(aws.received.filter((name) => name === 'PromoteReadReplica')).toHaveLength(1);
  });

  test('promotes nothing whose tag it does not see', async () => {
    const { aws, ctx } = await openBench('promote');
    aws.ignored.add('AddTagsToResource');
    await expect(asAction(promoteReplica).run(ctx, east, {})).rejects.toMatchObject({
      kind: 'TagNotSeen',
      retryable: true,
    });
    expect(aws.received).not.toContain('PromoteReadReplica');
  });

  test('finds on the next attempt what a lost answer had done, and does it once', async () => {
    const { aws, ctx } = await openBench('promote');
    aws.actsAnyway = true;
    aws.hostile.set('PromoteReadReplica', 'reset');
    await expect(asAction(promoteReplica).run(ctx, east, {})).rejects.toMatchObject({ retryable: true });
    aws.hostile.clear();
    expect(await asAction(promoteReplica).run(ctx, east, {})).toMatchObject({
      values: { endpoint: 'shop-east.rds.test' },
    });
    expect(aws.received.filter((name) => name === 'PromoteReadReplica')).toHaveLength(1);
  });
});

describe('route53.swap', () => {
  test('does not believe an answer: a change that was ignored is not seen', async () => {
    const { aws, ctx } = await openBench('swap');
    aws.ignored.add('ChangeResourceRecordSets');
    await expect(asAction(swap).run(ctx, { to: 'east' }, prior)).rejects.toMatchObject({ kind: 'NotSpread' });
  });

  test('refuses what a half-applied batch has left: a record that is gone', async () => {
    const { aws, ctx } = await openBench('swap');
    aws.state.value = '';
    await expect(asAction(swap).run(ctx, { to: 'east' }, prior)).rejects.toMatchObject({
      kind: 'RecordShape',
      retryable: false,
    });
    expect(aws.received).not.toContain('ChangeResourceRecordSets');
  });

  test('finds on the next attempt what a lost answer had done, and does it once', async () => {
    const { aws, ctx } = await openBench('swap');
    aws.actsAnyway = true;
    aws.hostile.set('ChangeResourceRecordSets', 'html with 502');
    await expect(asAction(swap).run(ctx, { to: 'east' }, prior)).rejects.toMatchObject({ retryable: true });
    aws.hostile.clear();
    expect(await asAction(swap).run(ctx, { to: 'east' }, prior)).toMatchObject({
      values: { value: '10.0.2.1' },
    });
    expect(aws.received.filter((name) => name === 'ChangeResourceRecordSets')).toHaveLength(1);
  });
});
