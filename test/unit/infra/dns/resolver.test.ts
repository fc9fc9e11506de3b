import { Resolver } from 'node:dns/promises';
import { afterEach, expect, test } from 'vitest';
import { startAuthority } from '../../../../infra/lab/dns/authority.ts';
import { startResolver } from '../../../../infra/lab/dns/resolver.ts';
import type { UdpServer } from '../../../../infra/lab/dns/udp-server.ts';
import type { RecordSet, Zone } from '../../../../infra/lab/dns/zone.ts';

const servers: UdpServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A resolver over an authority whose zone the test replaces as it goes. */
async function startNames(...sets: RecordSet[]) {
  let zone: Zone = { origin: 'shop.test', serial: 1, negativeTtlSeconds: 60, sets };
  const authority = await startAuthority(() => zone);
  const server = await startResolver(authority.port);
  servers.push(authority, server);
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([server.address]);
  const replace = (...next: RecordSet[]) => {
    zone = { ...zone, serial: zone.serial + 1, sets: next };
  };
  return { authority, resolver, replace };
}

function address(name: string, value: string, ttlSeconds: number): RecordSet {
  return { name, type: 'A', ttlSeconds, values: [value] };
}

const alias: RecordSet = { name: 'db.shop.test', type: 'CNAME', ttlSeconds: 0, values: ['west.shop.test'] };

test('an answer is kept for its TTL though the zone has changed', async () => {
  const { resolver, replace } = await startNames(address('app.shop.test', '127.0.1.10', 60));
  expect(await resolver.resolve4('app.shop.test', { ttl: true })).toEqual([
    { address: '127.0.1.10', ttl: 60 },
  ]);
  replace(address('app.shop.test', '127.0.2.10', 60));
  expect(await resolver.resolve4('app.shop.test')).toEqual(['127.0.1.10']);
});

test('an answer with a TTL of zero is asked for every time', async () => {
  const { resolver, replace } = await startNames(address('app.shop.test', '127.0.1.10', 0));
  expect(await resolver.resolve4('app.shop.test')).toEqual(['127.0.1.10']);
  replace(address('app.shop.test', '127.0.2.10', 0));
  expect(await resolver.resolve4('app.shop.test')).toEqual(['127.0.2.10']);
});

test('an alias is followed, and each link of the chain lives as long as its own TTL', async () => {
  const { resolver, replace } = await startNames(alias, address('west.shop.test', '127.0.1.20', 60));
  expect(await resolver.resolveCname('db.shop.test')).toEqual(['west.shop.test']);
  expect(await resolver.resolve4('db.shop.test')).toEqual(['127.0.1.20']);

  const moved = { ...alias, values: ['east.shop.test'] };
  replace(moved, address('west.shop.test', '127.0.9.9', 60), address('east.shop.test', '127.0.2.20', 60));
  expect(await resolver.resolve4('west.shop.test')).toEqual(['127.0.1.20']);
  expect(await resolver.resolve4('db.shop.test')).toEqual(['127.0.2.20']);
});

test('a name that did not exist stays missing for the negative TTL of the zone', async () => {
  const { resolver, replace } = await startNames();
  await expect(resolver.resolve4('new.shop.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  replace(address('new.shop.test', '127.0.1.10', 60));
  await expect(resolver.resolve4('new.shop.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('a name of another zone and an authority that is away are failures, not missing names', async () => {
  const { authority, resolver } = await startNames(address('app.shop.test', '127.0.1.10', 60));
  await expect(resolver.resolve4('app.other.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  await authority.close();
  await expect(resolver.resolve4('app.shop.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
});
