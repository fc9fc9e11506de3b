import {
  AddTagsToResourceCommand,
  DescribeDBInstancesCommand,
  PromoteReadReplicaCommand,
} from '@aws-sdk/client-rds';
import { ChangeResourceRecordSetsCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import type { Change } from '@aws-sdk/client-route-53';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { EAST, HOSTS, SOON, WEST } from '../support/lab-bench.ts';
import { useLabBench } from '../support/use-lab-bench.ts';

const REGIONS = [WEST, EAST] as const;
const bench = useLabBench();

test('a reset brings back regions, databases, records, services and an empty ledger, whatever was done to them', async () => {
  const first = await look();
  await wreck();
  expect(await look()).not.toEqual(first);

  expect(await bench.control('POST', '/reset')).toMatchObject({ status: 200 });

  expect(await bench.control('GET', '/ledger')).toEqual({ status: 200, body: [] });
  expect(await look()).toEqual(first);
});

test('a lab that was reset is alive: writes reach the replica, and power obeys', async () => {
  const orders = await bench.countOrders(EAST);
  expect(await bench.writeOrder(WEST)).toMatchObject({ status: 201 });
  await vi.waitFor(async () => expect(await bench.countOrders(EAST)).toBe(orders + 1), SOON);

  expect(await bench.switchPower(EAST, { on: false, owner: 'test' })).toMatchObject({ body: { on: false } });
  await expect(bench.readOrder(EAST)).rejects.toThrow();
  expect(await bench.control('POST', '/reset')).toMatchObject({ status: 200 });
  expect(await bench.readOrder(EAST)).toMatchObject({ status: 200 });
});

async function wreck(): Promise<void> {
  await bench.writeOrder(WEST);
  await bench.resolveEverywhere(checkout().host);
  await moveCheckout();
  await bench.control('PUT', '/replication/shop-east', { frozen: true });
  await bench.control('PUT', `/services/${EAST}`, { running: false });
  await bench.switchPower(WEST, { on: false, owner: 'test' });
  await bench.control('PUT', `/regions/${WEST}/power-control`, { mode: 'ignore' });
  const rds = bench.makeRds(EAST);
  const ResourceName = `arn:aws:rds:${EAST}:${bench.environment.account.id}:db:shop-east`;
  await rds.send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'left', Value: 'over' }] }));
  await rds.send(new PromoteReadReplicaCommand({ DBInstanceIdentifier: 'shop-east' }));
}

function checkout() {
  return bench.environment.components.checkout.name;
}

async function moveCheckout(): Promise<void> {
  const { zone, host, values } = checkout();
  const Changes = [describeUpsert(host, values[EAST]!), describeUpsert(`stranger.${host}`, values[EAST]!)];
  await bench
    .makeRoute53()
    .send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }));
  // Both resolvers now keep the new value for five minutes.
  await vi.waitFor(
    async () => expect(await bench.resolveEverywhere(host)).toEqual([HOSTS[EAST].service]),
    SOON,
  );
}

function describeUpsert(Name: string, Value: string): Change {
  return {
    Action: 'UPSERT',
    ResourceRecordSet: { Name, Type: 'A', TTL: 300, ResourceRecords: [{ Value }] },
  };
}

/** What owners, users and resolvers see. */
async function look() {
  const { body } = await bench.control('GET', '/status');
  return {
    regions: z.object({ regions: z.unknown() }).parse(body).regions,
    instances: await Promise.all(REGIONS.map(describeInstances)),
    records: await listRecords(),
    resolved: await bench.resolveEverywhere(checkout().host),
    orders: await Promise.all(REGIONS.map(async (region) => ask(() => bench.countOrders(region)))),
    replicating: await ask(() => bench.query(EAST, 'SELECT status FROM pg_stat_wal_receiver')),
    services: await Promise.all(REGIONS.map(async (region) => ask(() => bench.readOrder(region)))),
  };
}

async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer | 'no answer'> {
  return await question().catch(() => 'no answer' as const);
}

async function describeInstances(region: typeof WEST | typeof EAST) {
  const answer = await ask(() => bench.makeRds(region).send(new DescribeDBInstancesCommand({})));
  if (answer === 'no answer') return answer;
  return answer.DBInstances?.map((instance) => ({
    id: instance.DBInstanceIdentifier,
    status: instance.DBInstanceStatus,
    source: instance.ReadReplicaSourceDBInstanceIdentifier,
    replicas: instance.ReadReplicaDBInstanceIdentifiers,
    retention: instance.BackupRetentionPeriod,
    tags: instance.TagList,
    endpoint: instance.Endpoint,
  }));
}

async function listRecords() {
  const command = new ListResourceRecordSetsCommand({ HostedZoneId: checkout().zone });
  const { ResourceRecordSets } = await bench.makeRoute53().send(command);
  return ResourceRecordSets?.map(({ Name, Type, TTL, ResourceRecords }) => ({
    Name,
    Type,
    TTL,
    ResourceRecords,
  })).toSorted((a, b) => `${a.Name} ${a.Type}`.localeCompare(`${b.Name} ${b.Type}`));
}
