import { describe, expect, test } from 'vitest';
import type { Clients, NameAnswer } from '../../../src/operation/clients.ts';
import { createNameCache } from '../../../src/operation/name-cache.ts';
import { codedError, fakeContext } from '../activities/operation-context.ts';

const record = {
  zone: 'Z1',
  host: 'db.shop.test',
  type: 'CNAME' as const,
  ttl: 1,
  values: { west: 'Shop-West.rds.test.', east: '10.0.2.20' },
};
const west: NameAnswer = { addresses: ['10.0.1.20'], cname: 'shop-west.rds.test', ttlSeconds: 2 };
const east: NameAnswer = { addresses: ['10.0.2.20'], cname: null, ttlSeconds: 2 };

function openCache(resolveName: Clients['resolveName'], resolvers = ['10.0.0.53:53']) {
  const ctx = fakeContext({ clients: { resolveName, resolvers: () => resolvers } });
  return { cache: createNameCache(ctx, record), passMs: async (ms: number) => await ctx.sleep(ms) };
}

describe('the cache of a name', () => {
  test('knows the region by the CNAME or by the address, however they are written', async () => {
    expect(await openCache(async () => west).cache.resolve()).toEqual({
      address: '10.0.1.20',
      region: 'west',
    });
    expect(await openCache(async () => east).cache.resolve()).toEqual({
      address: '10.0.2.20',
      region: 'east',
    });
  });

  test('knows no region for an answer that is none of the record', async () => {
    const { cache } = openCache(async () => ({ ...east, addresses: ['10.9.9.9'] }));
    expect(await cache.resolve()).toEqual({ address: '10.9.9.9', region: null });
  });

  test('asks once while the answer lives, and again when its TTL is over', async () => {
    let asked = 0;
    const { cache, passMs } = openCache(async () => {
      asked += 1;
      return asked === 1 ? west : east;
    });
    await Promise.all([cache.resolve(), cache.resolve()]);
    await passMs(1_999);
    expect(await cache.resolve()).toMatchObject({ region: 'west' });
    expect(asked).toBe(1);
    await passMs(1);
    expect(await cache.resolve()).toMatchObject({ region: 'east' });
  });

  test('asks the next resolver when one does not answer', async () => {
    const { cache } = openCache(
      async (_host, resolver) => {
        if (resolver !== 'second:53') throw codedError('ETIMEOUT');
        return west;
      },
      ['first:53', 'second:53'],
    );
    expect(await cache.resolve()).toMatchObject({ region: 'west' });
  });

  test('neither serves an answer that is too old nor keeps a failure', async () => {
    let failing = false;
    const { cache, passMs } = openCache(() =>
      failing ? Promise.reject(codedError('ESERVFAIL')) : Promise.resolve(west),
    );
    await cache.resolve();
    failing = true;
    await passMs(2_000);
    await expect(cache.resolve()).rejects.toThrow('ESERVFAIL');
    failing = false;
    expect(await cache.resolve()).toMatchObject({ region: 'west' });
  });
});
