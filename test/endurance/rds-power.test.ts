import { rmSync } from 'node:fs';
import path from 'node:path';
import { StartDBInstanceCommand } from '@aws-sdk/client-rds';
import { expect, test } from 'vitest';
import {
  addOrder,
  clientOf,
  countOrders,
  createReplica,
  east,
  promote,
  startRdsRegions,
  waitUntil,
  west,
  westArn,
} from '../lab/rds-regions.ts';

test('a replica is promoted although the region of its source has no power', async () => {
  const regions = await startRdsRegions();
  await createReplica(regions);
  await regions.untilStatus('shop-east', 'available');
  await regions.plane.powerOff(west);
  await promote(regions, 1);
  await regions.untilStatus('shop-east', 'available');
  await addOrder(regions, 'shop-east', 'after');
  expect(await countOrders(regions, 'shop-east', 'after')).toBe(1);
});

test('power loss leaves no process of the region, and committed rows are there when power is back', async () => {
  const regions = await startRdsRegions();
  await addOrder(regions, 'shop-west', 'kept');
  await regions.plane.powerOff(west);
  await expect(countOrders(regions, 'shop-west', 'kept')).rejects.toThrow('ECONNREFUSED');
  await regions.plane.powerOn(west, []);
  expect(await countOrders(regions, 'shop-west', 'kept')).toBe(1);
  expect(regions.published).toEqual(['publish shop-west', 'publish shop-west']);
});

test('a replica streams again after its own region or that of its source lost power', async () => {
  const regions = await startRdsRegions();
  await createReplica(regions);
  await regions.untilStatus('shop-east', 'available');
  await regions.plane.powerOff(east);
  await addOrder(regions, 'shop-west', 'missed');
  await regions.plane.powerOn(east, []);
  await regions.plane.powerOff(west);
  await regions.plane.powerOn(west, []);
  await addOrder(regions, 'shop-west', 'later');
  await waitUntil(
    async () => (await countOrders(regions, 'shop-east', 'later')) === 1,
    'the row is replicated',
  );
  expect(await countOrders(regions, 'shop-east', 'missed')).toBe(1);
  expect((await regions.find(east, 'shop-east')).ReadReplicaSourceDBInstanceIdentifier).toBe(westArn);
});

test('an instance kept off stays stopped when power comes back, until StartDBInstance starts it', async () => {
  const regions = await startRdsRegions();
  await regions.plane.powerOff(west);
  await regions.plane.powerOn(west, ['shop-west']);
  expect((await regions.find(west, 'shop-west')).DBInstanceStatus).toBe('stopped');
  expect(regions.published).toEqual(['publish shop-west']);
  await clientOf(regions.clients, west).send(
    new StartDBInstanceCommand({ DBInstanceIdentifier: 'shop-west' }),
  );
  await regions.untilStatus('shop-west', 'available');
  expect(await countOrders(regions, 'shop-west', 'order for reads')).toBe(1);
});

test('a region that loses power while a replica is being made has a failed instance afterwards', async () => {
  const regions = await startRdsRegions();
  await createReplica(regions);
  await regions.plane.powerOff(east);
  await regions.plane.powerOn(east, []);
  expect((await regions.find(east, 'shop-east')).DBInstanceStatus).toBe('failed');
  expect((await regions.find(west, 'shop-west')).DBInstanceStatus).toBe('available');
});

test('a promotion that power loss cut off ends as what the server says it is', async () => {
  const regions = await startRdsRegions();
  await createReplica(regions);
  await regions.untilStatus('shop-east', 'available');
  await promote(regions, 1);
  await regions.plane.powerOff(east);
  await regions.plane.powerOn(east, []);
  const { DBInstanceStatus, ReadReplicaSourceDBInstanceIdentifier: source } = await regions.find(
    east,
    'shop-east',
  );
  expect(DBInstanceStatus).toBe('available');
  const rows = await regions.query('shop-east', 'SELECT pg_is_in_recovery() AS replica');
  expect(rows).toEqual([{ replica: source !== undefined }]);
});

test('a replica whose server comes back as a writer is shown as one', async () => {
  const regions = await startRdsRegions();
  await createReplica(regions);
  await regions.untilStatus('shop-east', 'available');
  await regions.plane.powerOff(east);
  // What a promotion does to the directory, in the moment before the instance learns of it.
  rmSync(path.join(regions.dir, 'postgres', `${east}.shop-east`, 'standby.signal'));
  await regions.plane.powerOn(east, []);
  expect((await regions.find(east, 'shop-east')).ReadReplicaSourceDBInstanceIdentifier).toBeUndefined();
  expect((await regions.find(west, 'shop-west')).ReadReplicaDBInstanceIdentifiers ?? []).toEqual([]);
});
