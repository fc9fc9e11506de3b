import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { asAdmin } from '../../infra/lab/postgres/admin-session.ts';
import { createCluster } from '../../infra/lab/postgres/cluster-files.ts';
import { isInRecovery, waitUntilStreaming } from '../../infra/lab/postgres/promotion.ts';
import { seedShop } from '../../infra/lab/postgres/seed-shop.ts';
import { startServer } from '../../infra/lab/postgres/server.ts';
import type { Cluster, PostgresServer } from '../../infra/lab/postgres/server.ts';
import { copyStandby } from '../../infra/lab/postgres/standby.ts';
import { releaseSharedMemory } from '../../infra/lab/processes/abandoned-labs.ts';
import { findFreePort } from '../../infra/lab/processes/free-port.ts';
import { createProcesses } from '../../infra/lab/processes/owned-processes.ts';
import { findPostgres } from '../../infra/lab/tools/postgres-tool.ts';
import { waitUntil } from './rds-regions.ts';

const installation = findPostgres();

test('power loss leaves no postmaster and no backend, not even one that is busy', async () => {
  const { cluster, server } = await startWriter();
  const busy = new Client(cluster.admin);
  busy.on('error', () => {});
  await busy.connect();
  const cut = expect(busy.query('SELECT pg_sleep(300)')).rejects.toThrow(/terminated|ECONNRESET/);
  expect(listProcessesIn(cluster.dataDir).length).toBeGreaterThan(3);
  await server.kill();
  expect(listProcessesIn(cluster.dataDir)).toEqual([]);
  await cut;
});

test('a committed row is there after power loss and crash recovery', async () => {
  const { cluster, server, start } = await startWriter();
  await asAdmin(cluster.admin, (session) => session.query('CREATE TABLE kept AS SELECT 1 AS id'));
  await server.kill();
  await start();
  const { rows } = await asAdmin(cluster.admin, (session) => session.query('SELECT id FROM kept'));
  expect(rows).toEqual([{ id: 1 }]);
});

test('power that fails while a server starts kills it and fails the start', async () => {
  const { cluster, server, start } = await startWriter();
  await server.stop();
  const power = new AbortController();
  const starting = expect(start(power.signal)).rejects.toThrow('lost power');
  power.abort(new Error('lost power'));
  await starting;
  expect(listProcessesIn(cluster.dataDir)).toEqual([]);
});

test('power that fails later kills the running server without being told which', async () => {
  const { cluster, server, start } = await startWriter();
  await server.stop();
  const power = new AbortController();
  await start(power.signal);
  power.abort(new Error('lost power'));
  await waitUntil(() => listProcessesIn(cluster.dataDir).length === 0, 'no process is left');
});

test('a stop does not wait for open sessions', async () => {
  const { cluster, server } = await startWriter();
  const open = new Client(cluster.admin);
  open.on('error', () => {});
  await open.connect();
  await server.stop();
  await expect(server.process.exited).resolves.toBe('exited with code 0');
});

test('a server that cannot start fails with how it ended and where its log is', async () => {
  const { cluster, server, start } = await startWriter();
  await server.stop();
  writeFileSync(path.join(cluster.dataDir, 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(start()).rejects.toThrow(`exited with code 1"\nHINT: its log is ${cluster.logFile}`);
  expect(readFileSync(cluster.logFile, 'utf8')).toContain('no_such_setting');
});

test('passwords are checked, and the roles of the shop may do what they need and no more', async () => {
  const { cluster } = await startWriter();
  await seedShop(cluster.admin, { dbPassword: `it's "secret"`, apiKey: 'key-1' });
  const as = (user: string, password = `it's "secret"`) => ({ ...cluster.admin, user, password });
  const run = (user: string, sql: string) => asAdmin(as(user), (session) => session.query(sql));
  await expect(asAdmin(as('shop', 'wrong'), async () => {})).rejects.toThrow(
    'password authentication failed',
  );
  await expect(run('shop', 'SELECT * FROM orders WHERE id = 0')).resolves.toMatchObject({ rowCount: 1 });
  await expect(run('shop', `SELECT * FROM api_keys WHERE api_key = 'key-1'`)).resolves.toMatchObject({
    rowCount: 1,
  });
  const order = `INSERT INTO orders (customer_id, item, quantity) VALUES (1, 'x', 1) RETURNING id`;
  await expect(run('shop', order)).resolves.toMatchObject({ rows: [{ id: '301' }] });
  await expect(run('shop', 'DELETE FROM orders')).rejects.toThrow('permission denied');
  await expect(run('drill', order)).rejects.toThrow('permission denied');
  await expect(run('drill', 'SELECT * FROM orders')).resolves.toMatchObject({ rowCount: 302 });
  await run('drill', 'CREATE TABLE drill.ledger (id bigint)');
  await expect(run('drill', 'SELECT client_addr FROM pg_stat_replication')).resolves.toMatchObject({
    rowCount: 0,
  });
});

test('a standby streams from its source and retries fast, for a slow retry can stall its promotion', async () => {
  const writer = await startWriter();
  const standby = await placeCluster(writer.dir, 'standby');
  const { signal } = new AbortController();
  const upstream = writer.cluster.admin;
  await copyStandby({ installation, source: writer.cluster, standby, upstream, signal });
  await startCluster(writer.dir, standby);
  await waitUntilStreaming(standby, signal);
  expect(await isInRecovery(standby)).toBe(true);
  await asAdmin(writer.cluster.admin, (session) => session.query('CREATE TABLE streamed AS SELECT 1 AS id'));
  await waitUntil(() => hasTable(standby, 'streamed'), 'the table is replicated');
  const { rows } = await asAdmin(standby.admin, (session) =>
    session.query('SHOW wal_retrieve_retry_interval'),
  );
  expect(rows).toEqual([{ wal_retrieve_retry_interval: '100ms' }]);
});

async function startWriter() {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'postgres-test-'));
  chmodSync(dir, 0o711);
  onTestFinished(() => {
    releaseSharedMemory(dir);
    rmSync(dir, { recursive: true });
  });
  const cluster = await placeCluster(dir, 'writer');
  await createCluster(installation, cluster);
  const start = (power?: AbortSignal) => startCluster(dir, cluster, power);
  return { dir, cluster, start, server: await start() };
}

async function placeCluster(dir: string, name: string): Promise<Cluster> {
  const host = '127.0.1.21';
  const admin = {
    host,
    port: await findFreePort([host]),
    user: 'postgres',
    password: 'admin',
    database: 'postgres',
  };
  return { name, dataDir: path.join(dir, 'postgres', name), logFile: path.join(dir, `${name}.log`), admin };
}

async function startCluster(
  dir: string,
  cluster: Cluster,
  power = new AbortController().signal,
): Promise<PostgresServer> {
  const server = await startServer({ installation, processes: createProcesses(dir), cluster, power });
  onTestFinished(() => server.kill());
  return server;
}

async function hasTable(cluster: Cluster, name: string): Promise<boolean> {
  const sql = 'SELECT FROM pg_tables WHERE tablename = $1';
  const { rowCount } = await asAdmin(cluster.admin, (session) => session.query(sql, [name]));
  return rowCount === 1;
}

/** Every PostgreSQL process works in its data directory. */
function listProcessesIn(dataDir: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === dataDir;
    } catch {
      return false;
    }
  });
}
