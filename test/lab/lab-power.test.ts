import { DescribeDBInstancesCommand, PromoteReadReplicaCommand } from '@aws-sdk/client-rds';
import { expect, test, vi } from 'vitest';
import { EAST, SOON, WEST } from '../support/lab-bench.ts';
import { useLabBench } from '../support/use-lab-bench.ts';

const bench = useLabBench();

test('a region without power serves nobody and answers no API call, and the other region goes on', async () => {
  expect(await bench.switchPower(WEST, { on: false, owner: 'test' })).toEqual({
    status: 200,
    body: { on: false, owner: 'test', keptOff: [] },
  });
  await expect(bench.readOrder(WEST)).rejects.toThrow();
  await expect(bench.query(WEST, 'SELECT 1')).rejects.toThrow();
  await expect(bench.makeRds(WEST).send(new DescribeDBInstancesCommand({}))).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  expect(await bench.readOrder(EAST)).toMatchObject({ status: 200 });
  await expect(bench.makeRds(EAST).send(new DescribeDBInstancesCommand({}))).resolves.toBeDefined();
  expect(await bench.switchPower(WEST, { on: false, owner: 'someone else' })).toMatchObject({ status: 409 });
  expect(await bench.switchPower(WEST, { on: true, keepOff: ['nobody'] })).toMatchObject({ status: 409 });

  expect(await bench.switchPower(WEST, { on: true })).toMatchObject({ status: 200, body: { on: true } });
  await vi.waitFor(async () => expect(await bench.writeOrder(WEST)).toMatchObject({ status: 201 }), SOON);
  await vi.waitFor(
    async () => expect(await bench.countOrders(EAST)).toBe(await bench.countOrders(WEST)),
    SOON,
  );
});

test('power that ignores its orders says that it obeyed and changes nothing', async () => {
  await bench.control('PUT', `/regions/${EAST}/power-control`, { mode: 'ignore' });
  const answer = await bench.switchPower(EAST, { on: false, owner: 'test' });
  expect(answer).toEqual({ status: 200, body: { on: true, owner: null, keptOff: [] } });
  expect(await bench.readOrder(EAST)).toMatchObject({ status: 200 });
  await bench.control('PUT', `/regions/${EAST}/power-control`, { mode: 'obey' });
});

test('a service can be killed and started alone', async () => {
  await bench.control('PUT', `/services/${EAST}`, { running: false });
  await expect(bench.readOrder(EAST)).rejects.toThrow();
  await bench.control('PUT', `/services/${EAST}`, { running: true });
  await vi.waitFor(async () => expect(await bench.readOrder(EAST)).toMatchObject({ status: 200 }), SOON);
});

test('frozen replication keeps rows back in silence, and thawed it catches up', async () => {
  await bench.control('PUT', '/replication/shop-east', { frozen: true });
  const before = await bench.countOrders(EAST);
  await bench.writeOrder(WEST);
  await bench.writeOrder(WEST);
  const receivers = await bench.query(EAST, 'SELECT status FROM pg_stat_wal_receiver');
  expect(receivers).toEqual([{ status: 'streaming' }]);
  expect(await bench.countOrders(EAST)).toBe(before);

  await bench.control('PUT', '/replication/shop-east', { frozen: false });
  await vi.waitFor(async () => expect(await bench.countOrders(EAST)).toBe(before + 2), SOON);
});

test('a wrong order to the control API is refused with what was expected', async () => {
  expect(await bench.switchPower(WEST, { on: false })).toMatchObject({ status: 400 });
  expect(await bench.switchPower(WEST, { on: true, keepOff: [], also: 1 })).toMatchObject({ status: 400 });
  expect(await bench.control('GET', '/regions/mars/power')).toMatchObject({ status: 409 });
});

// The last one: it leaves the east as the writer.
test('a replaced writer that is kept off stays off and unreachable when the power comes back', async () => {
  await bench.switchPower(WEST, { on: false, owner: 'test' });
  await bench.makeRds(EAST).send(new PromoteReadReplicaCommand({ DBInstanceIdentifier: 'shop-east' }));
  await vi.waitFor(async () => expect(await bench.writeOrder(EAST)).toMatchObject({ status: 201 }), SOON);

  const answer = await bench.switchPower(WEST, { on: true, keepOff: ['shop-west'] });

  expect(answer).toEqual({ status: 200, body: { on: true, owner: null, keptOff: ['shop-west'] } });
  const west = await bench.makeRds(WEST).send(new DescribeDBInstancesCommand({}));
  expect(west.DBInstances?.[0]?.DBInstanceStatus).toBe('stopped');
  await expect(bench.query(WEST, 'SELECT 1')).rejects.toThrow();
  expect(await bench.callService(WEST, '/health')).toMatchObject({ status: 503 });
  expect(await bench.writeOrder(WEST)).toMatchObject({ status: 503, region: WEST });
});
