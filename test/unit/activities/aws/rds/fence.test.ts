import { describe, expect, test } from 'vitest';
import { fence } from '../../../../../activities/aws/rds/fence.ts';
import type { HttpResponse, PostgresConnection } from '../../../../../src/operation/clients.ts';
import { asAction } from '../../operation-kinds.ts';
import { awsError, codedError, fakeContext, guardrailTag } from '../../operation-context.ts';

const action = asAction(fence);
const input = { region: 'west', through: ['checkout'] };
const darkRds = { describeDBInstances: () => Promise.reject(awsError('TimeoutError')) };

function rdsWith(status: string) {
  const instance = {
    DBInstanceStatus: status,
    DBInstanceArn: 'arn:aws:rds:west:1:db:shop-west',
    TagList: [guardrailTag],
    Endpoint: { Address: 'shop-west.rds.test', Port: 5432 },
  };
  return { describeDBInstances: async () => ({ DBInstances: [instance] }) };
}

interface World {
  rds?: object;
  postgres?: (host: string, attempt: number) => Promise<PostgresConnection>;
  http?: (address: string) => Promise<HttpResponse>;
  databaseName?: string;
  gateRefuses?: boolean;
}

/** A dark region unless said otherwise; the service's name leads to it, and so does the database's. */
function contextOf(world: World) {
  let attempt = 0;
  return fakeContext({
    rds: world.rds ?? darkRds,
    gateRefuses: world.gateRefuses ?? false,
    clients: {
      resolveName: async (host) =>
        host === 'db.shop.test'
          ? { addresses: ['10.0.1.2'], cname: world.databaseName ?? 'shop-west.rds.test', ttlSeconds: 1 }
          : { addresses: ['10.0.1.1'], cname: null, ttlSeconds: 1 },
      postgres: async ({ host }) =>
        (world.postgres ?? (() => Promise.reject(codedError('ECONNREFUSED'))))(host, attempt++),
      http: async ({ address }) =>
        (world.http ?? (() => Promise.reject(codedError('ETIMEDOUT'))))(address ?? 'no address'),
    },
  });
}

function connectionThat(query: (text: string) => Promise<never[]>): PostgresConnection {
  return { query, end: async () => {} };
}

describe('rds.fence', () => {
  test('is proven when every path fails in three rounds', async () => {
    const ctx = contextOf({});
    const { values, details } = await action.run(ctx, input, {});
    expect(values).toEqual({ attempts: 12, paths: 4 });
    expect(details['paths']).toEqual([
      { path: 'shop-west.rds.test', failures: Array(3).fill('failed with ECONNREFUSED') },
      { path: 'db.shop.test by resolver 10.0.0.53:53', failures: Array(3).fill('failed with ECONNREFUSED') },
      { path: 'checkout at 10.0.1.1', failures: Array(3).fill('failed with ETIMEDOUT') },
      {
        path: 'checkout at checkout.shop.test by resolver 10.0.0.53:53',
        failures: Array(3).fill('failed with ETIMEDOUT'),
      },
    ]);
  });

  test('spreads its rounds over more than a second', async () => {
    const ctx = contextOf({});
    const startedAt = ctx.now().at;
    await action.run(ctx, input, {});
    expect(ctx.now().at - startedAt).toBeGreaterThanOrEqual(1_000);
  });

  test('fails and names the path when one write succeeds in a late round', async () => {
    const ctx = contextOf({
      postgres: async (_, attempt) => {
        if (attempt < 5) throw codedError('ECONNREFUSED');
        return connectionThat(async () => []);
      },
    });
    await expect(action.run(ctx, input, {})).rejects.toMatchObject({
      kind: 'NotFenced',
      retryable: false,
      message: expect.stringContaining('by resolver 10.0.0.53:53'),
    });
  });

  test('fails when the service in the lost region accepts a write', async () => {
    const ctx = contextOf({ http: async () => ({ status: 201, headers: {}, body: '' }) });
    await expect(action.run(ctx, input, {})).rejects.toMatchObject({ kind: 'NotFenced' });
  });

  test('takes an honest 503 as a write that failed', async () => {
    const ctx = contextOf({ http: async () => ({ status: 503, headers: {}, body: '' }) });
    expect((await action.run(ctx, input, {})).values).toEqual({ attempts: 12, paths: 4 });
  });

  test.each([401, 404, 500, 504])('proves nothing by a service that answers %i', async (status) => {
    const ctx = contextOf({ http: async () => ({ status, headers: {}, body: '' }) });
    await expect(action.run(ctx, input, {})).rejects.toMatchObject({ kind: 'FenceUnproven' });
  });

  test.each(['28P01', '3F000', '42501', '53300'])(
    'proves nothing by a server that answers %s',
    async (code) => {
      const ctx = contextOf({ postgres: () => Promise.reject(codedError(code)) });
      await expect(action.run(ctx, input, {})).rejects.toMatchObject({ kind: 'FenceUnproven' });
    },
  );

  test.each(['ENOANSWER', 'ENOTFOUND', 'ESERVFAIL', 'ECONNRESET'])(
    'proves nothing when it could not ask (%s): a slow or hidden writer may live there',
    async (code) => {
      const silentDatabase = contextOf({ postgres: () => Promise.reject(codedError(code)) });
      await expect(action.run(silentDatabase, input, {})).rejects.toMatchObject({ kind: 'FenceUnproven' });
      const silentService = contextOf({ http: () => Promise.reject(codedError(code)) });
      await expect(action.run(silentService, input, {})).rejects.toMatchObject({ kind: 'FenceUnproven' });
    },
  );

  test('takes a server that is read-only as one that cannot write', async () => {
    const ctx = contextOf({
      postgres: async () =>
        connectionThat(async (text) => {
          if (text.startsWith('CREATE')) throw codedError('25006');
          return [];
        }),
    });
    expect((await action.run(ctx, input, {})).values).toEqual({ attempts: 12, paths: 4 });
  });

  test('never counts a refusal of the gate as a write that failed', async () => {
    const ctx = contextOf({ gateRefuses: true, postgres: () => Promise.reject(new Error('called')) });
    await expect(action.run(ctx, input, {})).rejects.toThrow('gate: this attempt is no longer alive');
  });

  test('does not follow a name that leads to another region already', async () => {
    const ctx = contextOf({ databaseName: 'shop-east.rds.test' });
    expect((await action.run(ctx, input, {})).values).toEqual({ attempts: 9, paths: 3 });
  });

  test('refuses a writer that is up, and attempts nothing', async () => {
    const ctx = contextOf({ rds: rdsWith('available') });
    await expect(action.run(ctx, input, {})).rejects.toMatchObject({ kind: 'CutNotSupported' });
    expect(ctx.mutations).toEqual([]);
  });

  test('proves the fence of a stopped instance whose region still answers', async () => {
    const { details } = await action.run(contextOf({ rds: rdsWith('stopped') }), input, {});
    expect(details['api']).toBe('west says that shop-west is stopped');
  });

  test('previews the paths and what is replaced without one attempt', async () => {
    const ctx = contextOf({ rds: rdsWith('available') });
    const { changes, replaces } = await action.preview(ctx, input);
    expect(changes).toHaveLength(4);
    expect(replaces).toEqual([{ component: 'database', region: 'west', id: 'shop-west' }]);
    expect(ctx.mutations).toEqual([]);
  });
});
