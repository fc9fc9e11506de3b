import { setImmediate as yieldOnce } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPowerGrid } from '../../../infra/lab/power.ts';
import type { InstanceSummary, RdsControlPlane } from '../../../infra/lab/rds/contract.ts';

const WEST = 'us-west-2';
const EAST = 'us-east-2';
const REPLICATION = 'replication.shop-east';
const off = { on: false, owner: 'drill' } as const;
const on = { on: true as const, keepOff: [] };

function describeInstance(id: string, region: string, replicaOf: string | null): InstanceSummary {
  return { id, region, status: 'available', replicaOf, server: { host: '127.0.0.1', port: 1 } };
}

const unused = () => Promise.reject(new Error('not part of power'));

/** A grid over parts that only remember what was done to them; `duringPowerOff` runs while servers are being killed. */
function makeGrid(duringPowerOff: (joined: Set<string>) => void = () => undefined) {
  const joined = new Set([
    `${WEST}.database`,
    `${EAST}.database`,
    `${WEST}.service`,
    `${EAST}.service`,
    REPLICATION,
  ]);
  const instances = [
    describeInstance('shop-west', WEST, null),
    describeInstance('shop-east', EAST, 'shop-west'),
  ];
  const rds: RdsControlPlane = {
    seedWriter: unused,
    handle: unused,
    clear: unused,
    close: unused,
    listInstances: () => instances,
    powerOff: async () => {
      await yieldOnce();
      duringPowerOff(joined);
    },
    powerOn: async (_region, keepOff) => {
      for (const instance of instances) if (keepOff.includes(instance.id)) instance.status = 'stopped';
    },
  };
  const grid = createPowerGrid({
    regions: [WEST, EAST],
    rds,
    endpoints: new Map(),
    services: { start: async () => undefined, kill: async () => undefined, isRunning: () => true },
    network: {
      open: async ({ name }) => void joined.add(name),
      cut: async (name) => void joined.delete(name),
      join: async (name) => void joined.add(name),
      setFrozen: async () => undefined,
      restart: async () => undefined,
    },
  });
  return { grid, joined, instances };
}

test('a stream between regions is cut with either of them and joined when both have power again', async () => {
  const { grid, joined } = makeGrid();
  await grid.order(EAST, off);
  expect(joined.has(REPLICATION)).toBe(false);
  await grid.order(WEST, off);
  await grid.order(EAST, on);
  expect(joined.has(REPLICATION)).toBe(false);
  await grid.order(WEST, on);
  expect(joined.has(REPLICATION)).toBe(true);
});

test('a stream is joined too when both regions get their power at the same moment', async () => {
  const { grid, joined } = makeGrid();
  await Promise.all([grid.order(WEST, off), grid.order(EAST, off)]);
  await Promise.all([grid.order(WEST, on), grid.order(EAST, on)]);
  expect(joined.has(REPLICATION)).toBe(true);
});

test('an address that appears while the region goes dark is cut all the same', async () => {
  const { grid, joined } = makeGrid((names) => names.add(`${WEST}.database`));
  await grid.order(WEST, off);
  expect([...joined].filter((name) => name.startsWith(WEST))).toEqual([]);
});

test('a dark region keeps its first owner, who may repeat the order', async () => {
  const { grid } = makeGrid();
  await grid.order(WEST, off);
  await expect(grid.order(WEST, { on: false, owner: 'other' })).rejects.toThrow('off by "drill"');
  expect(await grid.order(WEST, off)).toEqual({ on: false, owner: 'drill', keptOff: [] });
  expect(grid.read(WEST).owner).toBe('drill');
});

test('an instance counts as kept off as long as it is stopped', async () => {
  const { grid, instances } = makeGrid();
  await grid.order(WEST, off);
  expect(await grid.order(WEST, { on: true, keepOff: ['shop-west'] })).toMatchObject({
    keptOff: ['shop-west'],
  });
  for (const instance of instances) instance.status = 'available';
  expect(grid.read(WEST).keptOff).toEqual([]);
});

test('an order that names an instance of another region is refused and changes nothing', async () => {
  const { grid } = makeGrid();
  await grid.order(WEST, off);
  await expect(grid.order(WEST, { on: true, keepOff: ['shop-east'] })).rejects.toThrow('got shop-east');
  expect(grid.read(WEST).on).toBe(false);
});

test('a service is not started in a region without power', async () => {
  const { grid } = makeGrid();
  await grid.order(WEST, off);
  await expect(grid.setServiceRunning(WEST, true)).rejects.toThrow('expected power, got none');
});
