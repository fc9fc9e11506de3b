import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateDBInstanceReadReplicaCommand,
  DescribeDBInstancesCommand,
  PromoteReadReplicaCommand,
  RDSClient,
  type DBInstance,
} from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { seedShop } from '../../infra/lab/postgres/seed-shop.ts';
import { createProcesses } from '../../infra/lab/processes/owned-processes.ts';
import { createRdsControlPlane } from '../../infra/lab/rds/control-plane.ts';
import type { RdsControlPlane } from '../../infra/lab/rds/contract.ts';
import { findPostgres } from '../../infra/lab/tools/postgres-tool.ts';
import { patience } from '../support/patience.ts';

const account = '123456789012';
export const west = 'us-west-2';
export const east = 'us-east-2';
export const westArn = `arn:aws:rds:${west}:${account}:db:shop-west`;

export interface RdsRegions {
  dir: string;
  plane: RdsControlPlane;
  clients: Record<string, RDSClient>;
  /** `publish shop-west`, `unpublish shop-west`, in order. */
  published: string[];
  /** Runs one statement as role `drill` or `shop`, or as told, directly at an instance's server. */
  query(
    id: string,
    sql: string,
    login?: { user: string; password: string },
  ): Promise<Record<string, unknown>[]>;
  find(region: string, id: string): Promise<DBInstance>;
  untilStatus(id: string, status: string): Promise<void>;
}

/** Two regions with the writer shop-west, taken down when the test ends. */
export async function startRdsRegions(): Promise<RdsRegions> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rds-test-'));
  chmodSync(dir, 0o711);
  const published: string[] = [];
  const plane = createPlane(dir, published);
  onTestFinished(async () => {
    await plane.close();
    rmSync(dir, { recursive: true });
  });
  const clients = { [west]: await serveRegion(plane, west), [east]: await serveRegion(plane, east) };
  await plane.seedWriter({
    id: 'shop-west',
    region: west,
    database: 'shop',
    tags: { 'drill-scope': 'shop' },
    backupRetentionDays: 7,
    prepare: (admin) => seedShop(admin, { dbPassword: 'secret', apiKey: 'key-1' }),
  });
  return {
    dir,
    plane,
    clients,
    published,
    query: (id, sql, login = { user: 'drill', password: 'secret' }) => queryServer(plane, id, { sql, login }),
    find: (region, id) => findOne(clientOf(clients, region), id),
    untilStatus: (id, status) => waitUntil(() => statusOf(plane, id) === status, `${id} is ${status}`),
  };
}

export async function waitUntil(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadlineAt = Date.now() + patience.soonMs;
  while (!(await condition())) {
    if (Date.now() > deadlineAt) {
      throw new Error(`waiting failed: expected that ${what} in time, got something else`);
    }
    await sleep(10);
  }
}

export async function createReplica({ clients }: RdsRegions) {
  const request = {
    DBInstanceIdentifier: 'shop-east',
    SourceDBInstanceIdentifier: westArn,
    SourceRegion: west,
  };
  const answer = await clientOf(clients, east).send(new CreateDBInstanceReadReplicaCommand(request));
  return answer.DBInstance;
}

export async function promote({ clients }: RdsRegions, BackupRetentionPeriod: number) {
  const request = { DBInstanceIdentifier: 'shop-east', BackupRetentionPeriod };
  const answer = await clientOf(clients, east).send(new PromoteReadReplicaCommand(request));
  return answer.DBInstance;
}

export async function addOrder(regions: RdsRegions, id: string, item: string): Promise<void> {
  const sql = `INSERT INTO orders (customer_id, item, quantity) VALUES (1, '${item}', 1)`;
  await regions.query(id, sql, { user: 'shop', password: 'secret' });
}

export async function countOrders(regions: RdsRegions, id: string, item: string): Promise<unknown> {
  const rows = await regions.query(id, `SELECT count(*)::int AS n FROM orders WHERE item = '${item}'`);
  return rows[0]?.['n'];
}

export async function countStreams(regions: RdsRegions): Promise<unknown> {
  const rows = await regions.query(
    'shop-west',
    `SELECT count(*)::int AS n FROM pg_stat_replication WHERE state = 'streaming'`,
  );
  return rows[0]?.['n'];
}

export function clientOf(clients: Record<string, RDSClient>, region: string): RDSClient {
  const client = clients[region];
  if (client === undefined) {
    throw new Error(`no client for ${region}`);
  }
  return client;
}

function createPlane(dir: string, published: string[]): RdsControlPlane {
  return createRdsControlPlane({
    account,
    regions: {
      [west]: { postgresHost: '127.0.1.21', endpointPort: 5432 },
      [east]: { postgresHost: '127.0.2.21', endpointPort: 5432 },
    },
    domain: 'rds.shop.test',
    dir,
    postgres: findPostgres(),
    processes: createProcesses(dir),
    publish: async ({ id }) => void published.push(`publish ${id}`),
    unpublish: async ({ id }) => void published.push(`unpublish ${id}`),
    openReplicationPath: async (_replica, source) => source,
    log: () => {},
  });
}

async function serveRegion(plane: RdsControlPlane, region: string): Promise<RDSClient> {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const answer = await plane.handle(region, new URLSearchParams(body));
      response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = new RDSClient({
    region,
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  return client;
}

async function findOne(client: RDSClient, id: string): Promise<DBInstance> {
  const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }));
  const [found] = DBInstances ?? [];
  if (found === undefined) {
    throw new Error(`no instance ${id} in the answer`);
  }
  return found;
}

function statusOf(plane: RdsControlPlane, id: string): string | undefined {
  return plane.listInstances().find((instance) => instance.id === id)?.status;
}

async function queryServer(
  plane: RdsControlPlane,
  id: string,
  { sql, login }: { sql: string; login: { user: string; password: string } },
): Promise<Record<string, unknown>[]> {
  const server = plane.listInstances().find((instance) => instance.id === id)?.server;
  const client = new Client({ ...server, ...login, database: 'shop' });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
