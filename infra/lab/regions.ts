import { setTimeout as sleep } from 'node:timers/promises';
import { createAwsEndpoint } from './aws-endpoint.ts';
import type { AwsServer } from './aws-http.ts';
import { startControl } from './control.ts';
import type { RecordSet } from './dns/zone.ts';
import type { Ground } from './ground.ts';
import { createLedger, type AwsLedger } from './ledger.ts';
import type { Layout, RegionLayout } from './layout.ts';
import { startMoto, type Moto } from './moto.ts';
import { startNameService, type NameService } from './name-service.ts';
import { createPowerGrid } from './power.ts';
import {
  createPublishedAddresses,
  replicationProxy,
  type PublishedAddresses,
} from './published-addresses.ts';
import { createRdsControlPlane } from './rds/control-plane.ts';
import type { RdsControlPlane } from './rds/contract.ts';
import { createHostedZone, restoreHostedZone } from './route53/hosted-zone.ts';
import { createRoute53Endpoint, type Route53Endpoint } from './route53/endpoint.ts';
import { createServiceFleet, type ServiceFleet } from './service-fleet.ts';
import { seedDatabases } from './seed-databases.ts';
import * as shop from './shop.ts';
import { startToxiproxy, type Network } from './toxiproxy.ts';

/** Real Route 53 takes up to a minute; a lab needs only that a change is visibly not there at once. */
const PROPAGATION_MS = 300;
const HEALTHY_WITHIN_MS = 60_000;
const WARM_CONNECTIONS = 4;

export interface Regions {
  zoneId: string;
  resolvers: string[];
}

/** Starts both regions with all that users and owners of the service see of them; resolves when it all works. */
export async function startRegions(ground: Ground): Promise<Regions> {
  const parts = await startParts(ground);
  const seed = { origin: shop.ORIGIN, sets: listFirstRecords(ground.layout), tags: shop.SCOPE_TAG };
  const [zoneId] = await Promise.all([createHostedZone(parts.moto, seed), fillRegions(ground, parts)]);
  parts.names.publishHostedZone(seed.sets);
  await startApis(ground, parts, zoneId);
  return { zoneId, resolvers: parts.names.resolvers };
}

/** Databases with their first rows, and services; resolves when users can be served. */
async function fillRegions(ground: Ground, parts: Parts): Promise<void> {
  await Promise.all([
    seedDatabases({ ...ground, rds: parts.rds }),
    ...ground.layout.regions.map((region) => startServing(ground.layout, parts, region)),
  ]);
}

interface Parts {
  addresses: PublishedAddresses;
  ledger: AwsLedger;
  moto: Moto;
  names: NameService;
  network: Network;
  rds: RdsControlPlane;
  services: ServiceFleet;
}

async function startParts(ground: Ground): Promise<Parts> {
  const { layout, processes, scope, secrets, tools } = ground;
  const { dir } = ground.directory;
  const names = await startNameService(shop.ORIGIN);
  await scope.add(() => names.close());
  const [network, moto] = await Promise.all([
    startToxiproxy({ command: tools.toxiproxy, dir, processes }),
    startMoto({ python: tools.python, dir, account: shop.ACCOUNT, processes }),
  ]);
  const addresses = createPublishedAddresses({ layout, network, names });
  const rds = createRds(ground, addresses);
  await scope.add(() => rds.close());
  const services = createServiceFleet({ layout, dir, dbPassword: secrets.dbPassword, processes });
  return { addresses, ledger: createLedger(), moto, names, network, rds, services };
}

function createRds({ directory, layout, processes, tools }: Ground, addresses: PublishedAddresses) {
  const endpointPort = layout.ports.database;
  const regions = layout.regions.map(({ name, postgresHost }) => [name, { postgresHost, endpointPort }]);
  return createRdsControlPlane({
    account: shop.ACCOUNT,
    regions: Object.fromEntries(regions),
    domain: shop.RDS_DOMAIN,
    dir: directory.dir,
    postgres: tools.postgres,
    processes,
    publish: (instance) => addresses.publishInstance(instance),
    unpublish: (instance) => addresses.unpublishInstance(instance),
    openReplicationPath: (replica, source) => addresses.openReplicationPath(replica, source),
    log: (line) => process.stderr.write(`${line}\n`),
  });
}

/** Resolves when users can be served, over connections that are already warm. */
async function startServing(
  layout: Layout,
  { services, addresses }: Parts,
  region: RegionLayout,
): Promise<void> {
  await services.start(region.name);
  await addresses.publishService(region.name);
  const url = `http://${region.serviceHost}:${layout.ports.service}/health`;
  const deadlineAt = Date.now() + HEALTHY_WITHIN_MS;
  for (let health = await askHealth(url); health !== 'ok'; health = await askHealth(url)) {
    if (Date.now() > deadlineAt) throw notHealthy(region.name, health);
    await sleep(50);
  }
  // The first users shall not wait for connections to be made.
  await Promise.all(Array.from({ length: WARM_CONNECTIONS }, () => askHealth(url)));
}

async function askHealth(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const body = await response.text();
    return response.ok ? 'ok' : body;
  } catch (error) {
    return String(error);
  }
}

function notHealthy(region: string, got: string): Error {
  return new Error(
    `starting the service of ${region} failed: expected it to be healthy within ${HEALTHY_WITHIN_MS / 1000} s, got ${got}\nHINT: read the logs in the lab's directory`,
  );
}

async function startApis(ground: Ground, parts: Parts, zoneId: string): Promise<void> {
  const { directory, layout, scope, temporal } = ground;
  const { ledger, moto, names, rds } = parts;
  const { ports } = layout;
  const endpoints = layout.regions.map(({ name, awsHost }) => {
    const options = { region: name, host: awsHost, port: ports.aws, rds, moto, ledger };
    return [name, createAwsEndpoint(options)] as const;
  });
  const route53 = createRoute53Endpoint({
    host: '127.0.0.1',
    port: ports.global,
    moto,
    ledger,
    propagationMs: PROPAGATION_MS,
    publish: (id, sets) => id === zoneId && names.publishHostedZone(sets),
  });
  for (const server of [route53, ...endpoints.map(([, endpoint]) => endpoint)]) {
    await server.start();
    await scope.add(() => server.stop());
  }
  const regions = layout.regions.map((region) => region.name);
  const power = createPowerGrid({ ...parts, regions, endpoints: new Map(endpoints) });
  const all = new Map<string, AwsServer>([['global', route53], ...endpoints]);
  const reset = () => {
    for (const endpoint of all.values()) endpoint.setMode('obey');
    return power.reset(() => renewRegions(ground, parts, { zoneId, route53 }));
  };
  const shared = { ...parts, temporal, regions, power, endpoints: all };
  const options = { ...shared, labId: directory.id, port: ports.control, reset };
  const control = await startControl(options);
  await scope.add(() => control.close());
}

/** Makes everything anew that a drill may have changed, in regions that are down. Addresses and the zone's id stay. */
async function renewRegions(
  ground: Ground,
  parts: Parts,
  { zoneId, route53 }: { zoneId: string; route53: Route53Endpoint },
): Promise<void> {
  const { ledger, moto, names, network, rds } = parts;
  const replication = rds.listInstances().map(({ id }) => replicationProxy(id));
  await Promise.all(replication.map((proxy) => network.setFrozen(proxy, false)));
  await rds.clear();
  await route53.forgetChanges();
  const sets = listFirstRecords(ground.layout);
  await restoreHostedZone(moto, zoneId, sets);
  names.publishHostedZone(sets);
  names.forgetAnswers();
  await fillRegions(ground, parts);
  ledger.clear();
}

function listFirstRecords({ west }: Layout): RecordSet[] {
  const endpoint = shop.nameEndpoint(shop.INSTANCE_IDS.west, west.name);
  const ttlSeconds = shop.RECORD_TTL_SECONDS;
  return [
    { name: shop.SERVICE_NAME, type: 'A', ttlSeconds, values: [west.serviceHost] },
    { name: shop.DATABASE_NAME, type: 'CNAME', ttlSeconds, values: [endpoint] },
  ];
}
