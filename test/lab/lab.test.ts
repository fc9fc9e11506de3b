import { DescribeDBInstancesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-rds';
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import type { Change } from '@aws-sdk/client-route-53';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test, vi } from 'vitest';
import { EAST, HOSTS, SOON, WEST } from '../support/lab-bench.ts';
import { useLabBench } from '../support/use-lab-bench.ts';

const bench = useLabBench();

function change(action: Change['Action'], address: string, ttl = 1): Change {
  const { host } = bench.environment.components.checkout.name;
  const ResourceRecords = [{ Value: address }];
  return { Action: action, ResourceRecordSet: { Name: host, Type: 'A', TTL: ttl, ResourceRecords } };
}

async function applyBatch(...changes: Change[]): Promise<string> {
  const command = new ChangeResourceRecordSetsCommand({
    HostedZoneId: bench.environment.components.checkout.name.zone,
    ChangeBatch: { Changes: changes },
  });
  const answer = await bench.makeRoute53().send(command);
  expect(answer.ChangeInfo?.Status).toBe('PENDING');
  return answer.ChangeInfo?.Id ?? '';
}

async function readChangeStatus(id: string): Promise<string | undefined> {
  return (await bench.makeRoute53().send(new GetChangeCommand({ Id: id }))).ChangeInfo?.Status;
}

test('both resolvers answer the names of the environment file with the first region', async () => {
  const { database, checkout } = bench.environment.components;
  expect(await bench.resolveEverywhere(checkout.name.host)).toEqual([HOSTS[WEST].service]);
  expect(checkout.name.values).toEqual({ [WEST]: HOSTS[WEST].service, [EAST]: HOSTS[EAST].service });
  for (const resolver of bench.makeResolvers()) {
    expect(await resolver.resolveCname(database.endpoint.host)).toEqual([database.endpoint.values[WEST]]);
    expect(await resolver.resolve4(database.endpoint.values[EAST] ?? '')).toEqual([HOSTS[EAST].database]);
    await expect(resolver.resolve4('nobody.shop.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  }
});

test('the service of the writer reads and writes, that of the replica reads and refuses writes clearly', async () => {
  expect(await bench.readOrder(WEST)).toMatchObject({ status: 200, region: WEST });
  expect(await bench.writeOrder(WEST)).toMatchObject({ status: 201, region: WEST });
  expect(await bench.readOrder(EAST)).toMatchObject({ status: 200, region: EAST });
  expect(await bench.writeOrder(EAST)).toEqual({
    status: 503,
    region: EAST,
    body: '{"error":"the database is a read-only replica"}',
  });
});

test('the service refuses callers without a known key and says so with its region', async () => {
  const reply = await bench.callService(WEST, '/orders/0', { headers: { 'x-api-key': 'wrong' } });
  expect(reply).toMatchObject({ status: 401, region: WEST });
  expect(await bench.callService(WEST, '/orders/999999999')).toMatchObject({ status: 404 });
  expect(await bench.callService(WEST, '/orders/0.5')).toMatchObject({ status: 400 });
});

test('the AWS endpoints answer who is calling and which instances a region has', async () => {
  expect((await bench.makeSts(WEST).send(new GetCallerIdentityCommand({}))).Account).toBe(
    bench.environment.account.id,
  );

  const west = await bench.makeRds(WEST).send(new DescribeDBInstancesCommand({}));
  const east = await bench.makeRds(EAST).send(new DescribeDBInstancesCommand({}));
  expect(west.DBInstances?.map((instance) => instance.DBInstanceIdentifier)).toEqual(['shop-west']);
  expect(east.DBInstances?.map((instance) => instance.DBInstanceIdentifier)).toEqual(['shop-east']);
  expect(east.DBInstances?.[0]?.ReadReplicaSourceDBInstanceIdentifier).toContain(`${WEST}:`);
  const tags = await bench
    .makeRds(EAST)
    .send(new ListTagsForResourceCommand({ ResourceName: east.DBInstances?.[0]?.DBInstanceArn }));
  expect(tags.TagList).toContainEqual({ Key: 'drill-scope', Value: 'shop' });
});

test('a swap reaches the resolvers after it is in sync and the old answer has expired', async () => {
  const { host } = bench.environment.components.checkout.name;
  const [first] = bench.makeResolvers();
  const swap = await applyBatch(change('DELETE', HOSTS[WEST].service), change('CREATE', HOSTS[EAST].service));
  expect(await first?.resolve4(host)).toEqual([HOSTS[WEST].service]);
  await vi.waitFor(async () => expect(await readChangeStatus(swap)).toBe('INSYNC'), SOON);
  await vi.waitFor(
    async () => expect(await bench.resolveEverywhere(host)).toEqual([HOSTS[EAST].service]),
    SOON,
  );

  const back = await applyBatch(change('UPSERT', HOSTS[WEST].service));
  await vi.waitFor(async () => expect(await readChangeStatus(back)).toBe('INSYNC'), SOON);
  await vi.waitFor(
    async () => expect(await bench.resolveEverywhere(host)).toEqual([HOSTS[WEST].service]),
    SOON,
  );
});

test('Route 53 refuses a batch as a whole when one change of it is wrong', async () => {
  const route53 = bench.makeRoute53();
  const { zone, host } = bench.environment.components.checkout.name;
  const wrong = [
    [change('CREATE', HOSTS[EAST].service)],
    [change('DELETE', HOSTS[EAST].service)],
    [change('DELETE', HOSTS[WEST].service, 60)],
    [change('UPSERT', HOSTS[EAST].service), change('UPSERT', 'not an address')],
  ];
  for (const changes of wrong) {
    await expect(applyBatch(...changes)).rejects.toMatchObject({ name: 'InvalidChangeBatch' });
  }
  await expect(route53.send(new GetChangeCommand({ Id: 'CNOBODY' }))).rejects.toMatchObject({
    name: 'NoSuchChange',
  });
  const records = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone }));
  const kept = records.ResourceRecordSets?.find((set) => set.Name === `${host}.`);
  expect(kept?.ResourceRecords).toEqual([{ Value: HOSTS[WEST].service }]);
});

test('the ledger tells every call with its outcome', async () => {
  const { body } = await bench.control('GET', '/ledger');
  expect(body).toContainEqual(
    expect.objectContaining({
      region: WEST,
      service: 'sts',
      operation: 'GetCallerIdentity',
      mutating: false,
    }),
  );
  expect(body).toContainEqual(
    expect.objectContaining({ region: EAST, service: 'rds', operation: 'DescribeDBInstances', status: 200 }),
  );
  expect(body).toContainEqual(
    expect.objectContaining({
      region: 'global',
      service: 'route53',
      operation: 'ChangeResourceRecordSets',
      target: bench.environment.components.checkout.name.zone,
      status: 400,
      mutating: true,
      errorCode: 'InvalidChangeBatch',
    }),
  );
});
