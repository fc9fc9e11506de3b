import { Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';

/**
 * What script.sh calls, as somebody would write it who has only the SDK. It shares nothing with the product; it waits for and
 * proves what the runbook's operations do. Says `begin NAME EPOCH_MS` once all is loaded, and `end NAME EPOCH_MS`.
 */
const calls: Record<string, (first: string, second: string) => Promise<void>> = {
  'power-off': powerOff,
  'confirm-dark': confirmDark,
  'wait-for-outage': waitForOutage,
  fence,
  promote,
  swap,
};

interface NameRecord {
  zone: string;
  host: string;
  type: 'A' | 'CNAME';
  values: Record<string, string>;
}
interface Environment {
  regions: Record<string, { endpoints: { rds: string }; power: string }>;
  global: { endpoints: { route53: string } };
  resolvers: string[];
  components: {
    database: { instances: Record<string, string>; endpoint: NameRecord; port: number; user: string };
    checkout: { name: NameRecord; port: number };
  };
}

const { env } = process;
const environment = parse(readFileSync(env['BENCH_ENVIRONMENT']!, 'utf8')) as Environment;
const { database, checkout } = environment.components;
const aws = {
  credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID']!, secretAccessKey: env['AWS_SECRET_ACCESS_KEY']! },
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
const resolvers = environment.resolvers.map((address) => {
  const resolver = new Resolver({ timeout: 1_000, tries: 1 });
  resolver.setServers([address]);
  return resolver;
});
const resolver = resolvers[0]!;

const [name = '', first = '', second = ''] = process.argv.slice(2);
setTimeout(() => expect(false, 'it ends within a minute'), 60_000).unref();
if (calls[name] === swap) await import('@aws-sdk/client-route-53');
if (calls[name] === fence || calls[name] === promote)
  await Promise.all([import('@aws-sdk/client-rds'), import('pg')]);
console.log(`begin ${name} ${Date.now()}`);
await calls[name]!(first, second);
console.log(`end ${name} ${Date.now()}`);
process.exit(0);

async function powerOff(region: string): Promise<void> {
  const url = environment.regions[region]!.power;
  const read = async () => (await (await fetch(url)).json()) as { on: boolean };
  expect((await read()).on, `${region} is on`);
  const headers = { 'content-type': 'application/json' };
  await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ on: false, owner: 'bench' }) });
  expect(!(await read()).on, `${region} is off`);
}

async function confirmDark(region: string): Promise<void> {
  const { hostname, port } = new URL(environment.regions[region]!.endpoints.rds);
  const [server] = await resolver.resolve4(database.endpoint.values[region]!);
  const open = await Promise.all([
    isOpen(hostname, Number(port)),
    isOpen(checkout.name.values[region]!, checkout.port),
    isOpen(server!, database.port),
  ]);
  expect(!open.includes(true), `${region} is dark`);
}

async function isOpen(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: 1_000 });
  socket.on('connect', () => resolve(true));
  socket.on('timeout', () => resolve(false)).on('error', () => resolve(false));
  return await promise.finally(() => socket.destroy());
}

/** Until fewer than half of the reads of a whole second were answered. */
async function waitForOutage(): Promise<void> {
  const beganMs = performance.now();
  let reads: { atMs: number; ok: boolean }[] = [];
  for (;;) {
    const atMs = performance.now();
    const [address] = await resolver.resolve4(checkout.name.host);
    const ok = await callService(address!, '/orders/0').then(isOk, () => false);
    reads = [...reads, { atMs, ok }].filter((read) => read.atMs > atMs - 1_000);
    if (atMs - beganMs >= 1_000 && reads.filter(({ ok }) => ok).length < reads.length / 2) return;
    await delay(20);
  }
}

/** Three rounds over more than a second: no write gets in, by address or by the name as each resolver has it. */
async function fence(region: string): Promise<void> {
  const status = await describeInstance(region).then(
    ({ DBInstanceStatus }) => DBInstanceStatus,
    () => null,
  );
  expect(status !== 'available', `the instance of ${region} is not available`);
  const [server, service] = [database.endpoint.values[region]!, checkout.name.values[region]!];
  const [address] = await resolver.resolve4(server);
  const writes = [() => canInsert(address!), () => canOrder(service)];
  for (const resolver of resolvers) {
    const [cname] = await resolver.resolveCname(database.endpoint.host);
    if (cname === server) writes.push(async () => canInsert((await resolver.resolve4(server))[0]!));
    const [named] = await resolver.resolve4(checkout.name.host);
    if (named === service) writes.push(() => canOrder(named));
  }
  for (let round = 0; round < 3; round++) {
    if (round > 0) await delay(510);
    const written = await Promise.all(writes.map((write) => write()));
    expect(!written.includes(true), `no write reaches ${region}`);
  }
}

/** A refused connection, and a service's 502 or 503, are no write; whatever else comes back may be one. */
async function canInsert(host: string): Promise<boolean> {
  const insert = query(host, 'BEGIN READ WRITE; CREATE TABLE drill.fence_attempt (drill text); ROLLBACK');
  return await insert.then(
    () => true,
    (error: { code?: string }) => error.code !== 'ECONNREFUSED',
  );
}

async function canOrder(host: string): Promise<boolean> {
  const order = { method: 'POST', body: JSON.stringify({ item: 'drill', quantity: 1 }) };
  return await callService(host, '/orders', order).then(
    ({ status }) => status !== 502 && status !== 503,
    ({ cause }: { cause?: { code?: string } }) => cause?.code !== 'ECONNREFUSED',
  );
}

async function promote(region: string): Promise<void> {
  const rds = await openRds(region);
  const { ReadReplicaSourceDBInstanceIdentifier: source, ...before } = await describeInstance(region);
  expect(Boolean(source), `the instance of ${region} is a replica`);
  const mark = { Key: 'bench', Value: 'script' };
  await rds.addTagsToResource({ ResourceName: before.DBInstanceArn, Tags: [mark] });
  await poll(200, async () => (await describeInstance(region)).TagList!.some(({ Key }) => Key === mark.Key));
  await rds.promoteReadReplica({
    DBInstanceIdentifier: before.DBInstanceIdentifier,
    BackupRetentionPeriod: 1,
  });
  await poll(200, async () => {
    const now = await describeInstance(region);
    if (now.ReadReplicaSourceDBInstanceIdentifier || now.DBInstanceStatus !== 'available') return false;
    const [address] = await resolver.resolve4(now.Endpoint!.Address!);
    const asked = query(address!, 'SELECT pg_is_in_recovery() AS recovering');
    return await asked.then(
      ([row]) => row?.['recovering'] === false,
      () => false,
    );
  });
}

async function swap(component: string, region: string): Promise<void> {
  const { Route53 } = await import('@aws-sdk/client-route-53');
  const route53 = new Route53({
    ...aws,
    region: 'us-east-1',
    endpoint: environment.global.endpoints.route53,
  });
  const record = component === 'database' ? database.endpoint : checkout.name;
  const { zone: HostedZoneId, host, type } = record;
  const value = record.values[region]!;
  const read = async () => {
    const place = { HostedZoneId, StartRecordName: host, StartRecordType: type, MaxItems: 10 };
    return (await route53.listResourceRecordSets(place)).ResourceRecordSets!.find(
      ({ Type }) => Type === type,
    )!;
  };
  await route53.listTagsForResource({ ResourceType: 'hostedzone', ResourceId: HostedZoneId });
  const old = await read();
  const Changes = [
    { Action: 'DELETE' as const, ResourceRecordSet: old },
    { Action: 'CREATE' as const, ResourceRecordSet: { ...old, ResourceRecords: [{ Value: value }] } },
  ];
  const { ChangeInfo } = await route53.changeResourceRecordSets({ HostedZoneId, ChangeBatch: { Changes } });
  const Id = ChangeInfo!.Id;
  await poll(200, async () => (await route53.getChange({ Id })).ChangeInfo!.Status === 'INSYNC');
  await poll(100, async () => {
    const asked = resolvers.map((each) => (type === 'A' ? each.resolve4(host) : each.resolveCname(host)));
    const answers = await Promise.all(asked.map((answer) => answer.catch(() => [])));
    return answers.every(([answer]) => answer === value);
  });
  expect((await read()).ResourceRecords?.[0]?.Value === value, `${host} is ${value}`);
}

async function openRds(region: string) {
  const { RDS } = await import('@aws-sdk/client-rds');
  return new RDS({ ...aws, region, endpoint: environment.regions[region]!.endpoints.rds });
}

async function describeInstance(region: string) {
  const request = { DBInstanceIdentifier: database.instances[region] };
  return (await (await openRds(region)).describeDBInstances(request)).DBInstances![0]!;
}

async function query(host: string, text: string): Promise<Record<string, unknown>[]> {
  const { Client } = (await import('pg')).default;
  const login = { user: database.user, password: env['SHOP_DB_PASSWORD'], database: 'shop' };
  const limits = { connectionTimeoutMillis: 1_000, query_timeout: 1_000 };
  const client = new Client({ host, port: database.port, ...login, ...limits });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

async function callService(host: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { 'x-api-key': env['SHOP_API_KEY']!, 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(500);
  return await fetch(`http://${host}:${checkout.port}${path}`, { headers, signal, ...init });
}

function isOk({ ok }: Response): boolean {
  return ok;
}

async function poll(everyMs: number, holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(everyMs);
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`${name} failed: expected that ${what}`);
}
