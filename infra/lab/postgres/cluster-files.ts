import { chown, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { Cluster, PostgresInstallation } from './server.ts';

/**
 * Makes the data directory of a new writer. Only the superuser exists; passwords are always checked (scram).
 * Takes about a second, most of it inside initdb.
 */
export async function createCluster(installation: PostgresInstallation, cluster: Cluster): Promise<void> {
  await makeDataDirectory(installation, cluster.dataDir);
  const passwordFile = `${cluster.dataDir}.password`;
  await writeFile(passwordFile, cluster.admin.password, { mode: 0o600 });
  await giveTo(installation, passwordFile);
  await execa(
    path.join(installation.bin, 'initdb'),
    [
      `--pgdata=${cluster.dataDir}`,
      `--username=${cluster.admin.user}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      '--no-sync',
    ],
    { ...installation.user, cwd: path.dirname(cluster.dataDir) },
  );
  await rm(passwordFile);
  await writeFile(path.join(cluster.dataDir, 'pg_hba.conf'), accessRules);
  await writeSettings(cluster, null);
}

/** An empty data directory that PostgreSQL accepts: its user's alone. */
export async function makeDataDirectory(installation: PostgresInstallation, dataDir: string): Promise<void> {
  await mkdir(path.dirname(dataDir), { recursive: true, mode: 0o755 });
  await mkdir(dataDir, { mode: 0o700 });
  await giveTo(installation, dataDir);
}

/** Gives a file, or a directory with all below it, to the user that PostgreSQL runs as. */
export async function giveTree(installation: PostgresInstallation, root: string): Promise<void> {
  if (installation.user === null) {
    return;
  }
  const entries = await readdir(root, { recursive: true });
  for (const entry of ['', ...entries]) {
    await giveTo(installation, path.join(root, entry));
  }
}

/** Writes the server's whole configuration; `stream` makes it follow a source once standby.signal is there. */
export async function writeSettings(cluster: Cluster, stream: Record<string, string> | null): Promise<void> {
  const settings = {
    listen_addresses: cluster.admin.host,
    port: String(cluster.admin.port),
    ...labSettings,
    ...stream,
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  await writeFile(path.join(cluster.dataDir, 'postgresql.conf'), lines.join(''));
}

const accessRules = ['all', 'replication']
  .map((database) => `host ${database} all 127.0.0.0/8 scram-sha-256\n`)
  .join('');

/** Small, and such that a killed server leaves nothing outside its directory but one System V segment. */
const labSettings = {
  unix_socket_directories: '',
  max_connections: '50',
  shared_buffers: '32MB',
  // A lab loses processes, never the machine: what a killed server had written is safe in the kernel's page cache.
  fsync: 'off',
  dynamic_shared_memory_type: 'mmap',
  min_dynamic_shared_memory: '0',
  wal_level: 'replica',
  max_wal_senders: '8',
  max_replication_slots: '8',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  // A slot whose standby is dead must not fill the disk.
  max_slot_wal_keep_size: '512MB',
  // Without it a standby that is promoted just after its source died can stall for 5 s.
  wal_retrieve_retry_interval: '100ms',
  wal_receiver_status_interval: '1s',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] ',
};

async function giveTo({ user }: PostgresInstallation, file: string): Promise<void> {
  if (user !== null) {
    await chown(file, user.uid, user.gid);
  }
}
