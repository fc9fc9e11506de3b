import type { AwsServer } from './aws-http.ts';
import type { InstanceSummary, RdsControlPlane } from './rds/contract.ts';
import type { ServiceFleet } from './service-fleet.ts';
import type { Network } from './toxiproxy.ts';
import { databaseProxy, replicationProxy, serviceProxy } from './published-addresses.ts';

export interface PowerOptions {
  regions: string[];
  rds: RdsControlPlane;
  services: ServiceFleet;
  network: Network;
  endpoints: ReadonlyMap<string, AwsServer>;
}

interface PowerView {
  on: boolean;
  /** Who switched it off; null while it is on. */
  owner: string | null;
  /** Instances that were left off when the power came back, and still are. */
  keptOff: string[];
}

type PowerOrder = { on: false; owner: string } | { on: true; keepOff: string[] };
interface RecordedOrder {
  /** When it came in, epoch ms. */
  at: number;
  region: string;
  on: boolean;
  /** Who wants it off; null for an order to switch on. */
  owner: string | null;
}

type PowerMode = 'obey' | 'ignore';

/** Switches whole regions off and on; orders to one region are carried out one after the other. */
export interface PowerGrid {
  read(region: string): PowerView;
  /** Resolves when the order is carried out; refuses (see `PowerRefusal`) to take a dead region over from its owner. */
  order(region: string, order: PowerOrder): Promise<PowerView>;
  /** `ignore` makes later orders succeed and do nothing: a fault injector must notice that. */
  setMode(region: string, mode: PowerMode): void;
  setServiceRunning(region: string, running: boolean): Promise<void>;
  /** Every order since the start or the last reset, refused and ignored ones too. */
  listOrders(): RecordedOrder[];
  /**
   * Takes all regions down whoever switched them off, lets `renew` fill them with running servers and services, and
   * gives them power; orders that come meanwhile wait.
   */
  reset(renew: () => Promise<void>): Promise<void>;
}

/** An order that contradicts the state of the region. */
export class PowerRefusal extends Error {}

type Power = { state: 'on' } | { state: 'off'; owner: string };

interface Region {
  name: string;
  power: Power;
  mode: PowerMode;
  keptOff: string[];
  queue: Promise<unknown>;
}

export function createPowerGrid(options: PowerOptions): PowerGrid {
  const regions = new Map(options.regions.map((name) => [name, createRegion(name)]));
  const orders: RecordedOrder[] = [];
  const grid = { ...options, isOn: (name: string) => regions.get(name)?.power.state === 'on' };

  function find(name: string): Region {
    const region = regions.get(name);
    if (region) return region;
    throw new PowerRefusal(
      `finding a region failed: expected one of ${options.regions.join(', ')}, got "${name}"`,
    );
  }

  return {
    read: (name) => viewPower(options.rds, find(name)),
    setMode: (name, mode) => {
      find(name).mode = mode;
    },
    order: (name, order) => {
      const region = find(name);
      orders.push({ at: Date.now(), region: name, on: order.on, owner: order.on ? null : order.owner });
      return enqueue(region, async () => {
        if (region.mode === 'obey') await carryOut(grid, region, order);
        return viewPower(options.rds, region);
      });
    },
    setServiceRunning: (name, running) => {
      const region = find(name);
      return enqueue(region, () => switchService(options.services, region, running));
    },
    listOrders: () => orders,
    reset: (renew) => {
      const all = [...regions.values()];
      const earlier = Promise.all(all.map(({ queue }) => queue));
      const done = earlier.then(async () => {
        await resetRegions(grid, all, renew);
        orders.length = 0;
      });
      for (const region of all) region.queue = done.catch(() => undefined);
      return done;
    },
  };
}

interface Grid extends PowerOptions {
  isOn(region: string): boolean;
}

function createRegion(name: string): Region {
  return { name, power: { state: 'on' }, mode: 'obey', keptOff: [], queue: Promise.resolve() };
}

function enqueue<T>(region: Region, work: () => Promise<T>): Promise<T> {
  const result = region.queue.then(work);
  region.queue = result.catch(() => undefined);
  return result;
}

function viewPower(rds: RdsControlPlane, region: Region): PowerView {
  const stopped = new Set(
    rds.listInstances().flatMap(({ id, status }) => (status === 'stopped' ? [id] : [])),
  );
  const owner = region.power.state === 'off' ? region.power.owner : null;
  return { on: owner === null, owner, keptOff: region.keptOff.filter((id) => stopped.has(id)) };
}

async function carryOut(grid: Grid, region: Region, order: PowerOrder): Promise<void> {
  if (order.on) await switchOn(grid, region, order.keepOff);
  else await switchOff(grid, region, order.owner);
}

async function switchOff(grid: Grid, region: Region, owner: string): Promise<void> {
  if (region.power.state === 'off' && region.power.owner !== owner) {
    throw new PowerRefusal(
      `switching off ${region.name} failed: expected it to be on, got off by "${region.power.owner}"\nHINT: switch it on first`,
    );
  }
  region.power = { state: 'off', owner };
  await takeDown(grid, region.name);
}

async function takeDown(grid: Grid, name: string): Promise<void> {
  const cut = [
    serviceProxy(name),
    databaseProxy(name),
    ...listReplication(grid.rds, name).map(({ proxy }) => proxy),
  ];
  await Promise.all([
    grid.endpoints.get(name)?.stop(),
    grid.rds.powerOff(name),
    grid.services.kill(name),
    ...cut.map((proxy) => grid.network.cut(proxy)),
  ]);
  // A server that was just starting may have been given its address after the first cut.
  await grid.network.cut(databaseProxy(name));
}

async function resetRegions(grid: Grid, regions: Region[], renew: () => Promise<void>): Promise<void> {
  await Promise.all(regions.map(({ name }) => takeDown(grid, name)));
  await renew();
  await Promise.all(regions.map(async ({ name }) => grid.endpoints.get(name)?.start()));
  for (const region of regions) Object.assign(region, createRegion(region.name), { queue: region.queue });
}

async function switchOn(grid: Grid, region: Region, keepOff: string[]): Promise<void> {
  if (region.power.state === 'on') return;
  const { name } = region;
  refuseUnknown(grid.rds, name, keepOff);
  await joinReplication(grid, name);
  const endpoint = grid.endpoints.get(name)?.start();
  await Promise.all([endpoint, grid.rds.powerOn(name, keepOff), startServing(grid, name)]);
  region.power = { state: 'on' };
  region.keptOff = [...new Set([...region.keptOff, ...keepOff])];
  // Once more: the other region may have come up in the meantime, when this one did not count as on yet.
  await joinReplication(grid, name);
}

/** Joins the streams whose other end has power too. */
async function joinReplication(grid: Grid, region: string): Promise<void> {
  const paths = listReplication(grid.rds, region);
  const powered = paths.filter(({ otherRegion }) => otherRegion === region || grid.isOn(otherRegion));
  await Promise.all(powered.map(({ proxy }) => grid.network.join(proxy)));
}

function refuseUnknown(rds: RdsControlPlane, region: string, ids: string[]): void {
  const known = rds.listInstances().flatMap((instance) => (instance.region === region ? [instance.id] : []));
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  throw new PowerRefusal(
    `switching on ${region} failed: expected keepOff to name some of ${known.join(', ')}, got ${unknown.join(', ')}`,
  );
}

async function startServing(grid: Grid, region: string): Promise<void> {
  await grid.services.start(region);
  await grid.network.join(serviceProxy(region));
}

interface ReplicationPath {
  proxy: string;
  otherRegion: string;
}

/** The replication streams that start or end in a region. */
function listReplication(rds: RdsControlPlane, region: string): ReplicationPath[] {
  const instances = new Map(rds.listInstances().map((instance) => [instance.id, instance]));
  return [...instances.values()].flatMap((replica) => describePath(replica, instances, region));
}

function describePath(
  replica: InstanceSummary,
  instances: Map<string, InstanceSummary>,
  region: string,
): ReplicationPath[] {
  const source = instances.get(replica.replicaOf ?? '');
  if (!source || (source.region !== region && replica.region !== region)) return [];
  const otherRegion = source.region === region ? replica.region : source.region;
  return [{ proxy: replicationProxy(replica.id), otherRegion }];
}

async function switchService(services: ServiceFleet, region: Region, running: boolean): Promise<void> {
  if (!running) return services.kill(region.name);
  if (region.power.state === 'on') return services.start(region.name);
  throw new PowerRefusal(
    `starting the service of ${region.name} failed: expected power, got none\nHINT: switch the region on first`,
  );
}
