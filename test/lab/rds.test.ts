import {
  AddTagsToResourceCommand,
  CreateDBInstanceReadReplicaCommand,
  DescribeDBInstancesCommand,
  ListTagsForResourceCommand,
  PromoteReadReplicaCommand,
  RemoveTagsFromResourceCommand,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { expect, test } from 'vitest';
import {
  addOrder,
  clientOf,
  countOrders,
  countStreams,
  createReplica,
  east,
  promote,
  startRdsRegions,
  waitUntil,
  west,
  westArn,
} from './rds-regions.ts';

test('the SDK reads a writer with its endpoint name, tags and an id of its own', async () => {
  const regions = await startRdsRegions();
  const writer = await regions.find(west, 'shop-west');
  expect(writer).toMatchObject({
    DBInstanceStatus: 'available',
    DBInstanceArn: westArn,
    Engine: 'postgres',
    Endpoint: { Address: 'shop-west.us-west-2.rds.shop.test', Port: 5432 },
    BackupRetentionPeriod: 7,
    MultiAZ: false,
    TagList: [{ Key: 'drill-scope', Value: 'shop' }],
  });
  expect(writer.ReadReplicaSourceDBInstanceIdentifier).toBeUndefined();
  expect(writer.DbiResourceId).toMatch(/^db-[A-Z0-9]{26}$/);
  expect(writer.InstanceCreateTime).toBeInstanceOf(Date);
});

test('a cross-region replica is creating without an endpoint until it streams, then both ends name the other by ARN', async () => {
  const regions = await startRdsRegions();
  const created = await createReplica(regions);
  expect(created).toMatchObject({ DBInstanceStatus: 'creating', BackupRetentionPeriod: 0 });
  expect(created?.Endpoint).toBeUndefined();
  await regions.untilStatus('shop-east', 'available');
  expect(await countStreams(regions)).toBe(1);
  const [writer, replica] = [await regions.find(west, 'shop-west'), await regions.find(east, 'shop-east')];
  expect(writer.ReadReplicaDBInstanceIdentifiers).toEqual([
    'arn:aws:rds:us-east-2:123456789012:db:shop-east',
  ]);
  expect(replica.ReadReplicaSourceDBInstanceIdentifier).toBe(westArn);
  expect(replica.DbiResourceId).not.toBe(writer.DbiResourceId);
  expect(regions.published).toEqual(['publish shop-west', 'publish shop-east']);
});

test('a replica in the same region is made and named by plain id', async () => {
  const regions = await startRdsRegions();
  const rds = clientOf(regions.clients, west);
  const request = { DBInstanceIdentifier: 'shop-west-2', SourceDBInstanceIdentifier: 'shop-west' };
  await rds.send(new CreateDBInstanceReadReplicaCommand(request));
  await regions.untilStatus('shop-west-2', 'available');
  expect((await regions.find(west, 'shop-west')).ReadReplicaDBInstanceIdentifiers).toEqual(['shop-west-2']);
  expect((await regions.find(west, 'shop-west-2')).ReadReplicaSourceDBInstanceIdentifier).toBe('shop-west');
});

test('a promoted replica keeps the rows, accepts writes and has no source any more', async () => {
  const regions = await startRdsRegions();
  await createReplica(regions);
  await regions.untilStatus('shop-east', 'available');
  await addOrder(regions, 'shop-west', 'before');
  await waitUntil(
    async () => (await countOrders(regions, 'shop-east', 'before')) === 1,
    'the row is replicated',
  );
  await expect(addOrder(regions, 'shop-east', 'refused')).rejects.toThrow('read-only transaction');
  const promoted = await promote(regions, 3);
  expect(promoted?.DBInstanceStatus).toBe('modifying');
  await regions.untilStatus('shop-east', 'available');
  await addOrder(regions, 'shop-east', 'after');
  await addOrder(regions, 'shop-west', 'left behind');
  const writer = await regions.find(east, 'shop-east');
  expect(writer.ReadReplicaSourceDBInstanceIdentifier).toBeUndefined();
  expect(writer.BackupRetentionPeriod).toBe(3);
  expect((await regions.find(west, 'shop-west')).ReadReplicaDBInstanceIdentifiers ?? []).toEqual([]);
  expect(await countOrders(regions, 'shop-east', 'before')).toBe(1);
  expect(await countOrders(regions, 'shop-east', 'left behind')).toBe(0);
});

test('what AWS refuses is refused with the error that the SDK knows, and changes nothing', async () => {
  const regions = await startRdsRegions();
  await createReplica(regions);
  await regions.untilStatus('shop-east', 'available');
  const [inWest, inEast] = [clientOf(regions.clients, west), clientOf(regions.clients, east)];
  const refusals = [
    [() => inEast.send(new DescribeDBInstancesCommand(id('shop-west'))), 'DBInstanceNotFoundFault'],
    [() => inWest.send(new PromoteReadReplicaCommand(id('nobody'))), 'DBInstanceNotFoundFault'],
    [() => inWest.send(new PromoteReadReplicaCommand(id('shop-west'))), 'InvalidDBInstanceStateFault'],
    [() => inWest.send(new StopDBInstanceCommand(id('shop-west'))), 'InvalidDBInstanceStateFault'],
    [() => inEast.send(new StopDBInstanceCommand(id('shop-east'))), 'InvalidDBInstanceStateFault'],
    [() => inWest.send(new StartDBInstanceCommand(id('shop-west'))), 'InvalidDBInstanceStateFault'],
    [() => inEast.send(replica('shop-east', westArn)), 'DBInstanceAlreadyExistsFault'],
    [() => inEast.send(replica('shop-more', 'shop-west')), 'DBInstanceNotFoundFault'],
    [() => inEast.send(replica('shop-more', 'shop-east')), 'InvalidDBInstanceStateFault'],
    [() => inEast.send(replica('9-shop-', westArn)), 'InvalidParameterValue'],
    [() => inEast.send(new ListTagsForResourceCommand({ ResourceName: westArn })), 'InvalidParameterValue'],
  ] as const;
  for (const [call, name] of refusals) {
    await expect(call()).rejects.toMatchObject({ name });
  }
  expect(regions.plane.listInstances().map(({ id, status }) => `${id} ${status}`)).toEqual([
    'shop-west available',
    'shop-east available',
  ]);
});

test('an instance without replicas stops for real and starts again with its rows', async () => {
  const regions = await startRdsRegions();
  const rds = clientOf(regions.clients, west);
  await addOrder(regions, 'shop-west', 'kept');
  const stopping = await rds.send(new StopDBInstanceCommand({ DBInstanceIdentifier: 'shop-west' }));
  expect(stopping.DBInstance?.DBInstanceStatus).toBe('stopping');
  await regions.untilStatus('shop-west', 'stopped');
  await expect(countOrders(regions, 'shop-west', 'kept')).rejects.toThrow('ECONNREFUSED');
  await rds.send(new StartDBInstanceCommand({ DBInstanceIdentifier: 'shop-west' }));
  await regions.untilStatus('shop-west', 'available');
  expect(await countOrders(regions, 'shop-west', 'kept')).toBe(1);
  expect(regions.published).toEqual(['publish shop-west', 'unpublish shop-west', 'publish shop-west']);
});

test('tags are added, listed and removed by ARN', async () => {
  const regions = await startRdsRegions();
  const rds = clientOf(regions.clients, west);
  const ResourceName = westArn;
  const added = [{ Key: 'owner', Value: 'a & <b>' }];
  await rds.send(new AddTagsToResourceCommand({ ResourceName, Tags: added }));
  const listed = await rds.send(new ListTagsForResourceCommand({ ResourceName }));
  expect(listed.TagList).toEqual([{ Key: 'drill-scope', Value: 'shop' }, ...added]);
  await rds.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: ['drill-scope'] }));
  expect((await regions.find(west, 'shop-west')).TagList).toEqual(added);
});

function id(DBInstanceIdentifier: string) {
  return { DBInstanceIdentifier };
}

function replica(name: string, source: string): CreateDBInstanceReadReplicaCommand {
  return new CreateDBInstanceReadReplicaCommand({ ...id(name), SourceDBInstanceIdentifier: source });
}
