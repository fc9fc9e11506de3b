import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from 'pg';
import { asAdmin } from './admin-session.ts';
import { giveTree, makeDataDirectory, writeSettings } from './cluster-files.ts';
import type { Cluster, PostgresInstallation } from './server.ts';

export interface StandbyRequest {
  installation: PostgresInstallation;
  source: Cluster;
  standby: Cluster;
  /** The address through which it streams, which may be a proxy in front of the source. */
  upstream: { host: string; port: number };
  signal: AbortSignal;
}

/**
 * Copies a running source by the low-level backup API (one session from start to stop) into the data directory of a
 * standby that will stream from `upstream`. The slot is made first, so that the source keeps all WAL from the backup on.
 */
export async function copyStandby(request: StandbyRequest): Promise<void> {
  const { installation, source, standby, signal } = request;
  await makeDataDirectory(installation, standby.dataDir);
  await asAdmin(source.admin, async (session) => {
    await createSlot(session, standby.name);
    await session.query(`SELECT pg_backup_start($1, true)`, [standby.name]);
    await copyDirectory(source.dataDir, standby.dataDir, signal);
    const stopped = await session.query<{ labelfile: string }>(`SELECT labelfile FROM pg_backup_stop(false)`);
    await writeFile(path.join(standby.dataDir, 'backup_label'), stopped.rows[0]?.labelfile ?? '');
  });
  await writeFile(path.join(standby.dataDir, 'standby.signal'), '');
  await writeSettings(standby, streamSettings(request));
  await giveTree(installation, standby.dataDir);
}

/** Drops the slots of standbys that no longer stream from this server, except `kept`. */
export async function dropUnusedSlots(source: Cluster, kept: string[]): Promise<void> {
  await asAdmin(source.admin, (session) =>
    session.query(
      `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active AND NOT slot_name = ANY($1)`,
      [kept.map(nameSlot)],
    ),
  );
}

async function createSlot(session: Client, standby: string): Promise<void> {
  const slot = nameSlot(standby);
  await session.query(
    `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1 AND NOT active`,
    [slot],
  );
  await session.query(`SELECT pg_create_physical_replication_slot($1, true)`, [slot]);
}

/** Slot names know neither hyphen nor dot. */
function nameSlot(standby: string): string {
  return standby.replaceAll(/[^a-z0-9]/g, '_');
}

function streamSettings({ source, standby, upstream }: StandbyRequest): Record<string, string> {
  const { user, password } = source.admin;
  const conninfo = {
    host: upstream.host,
    port: upstream.port,
    user,
    password,
    application_name: standby.name,
    sslmode: 'disable',
    gssencmode: 'disable',
  };
  return {
    primary_conninfo: Object.entries(conninfo)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
    primary_slot_name: nameSlot(standby.name),
  };
}

/** Directories whose content belongs to the running source alone and must not be in a backup. */
const leftEmpty = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const leftOut = new Set(['postmaster.pid', 'postmaster.opts', 'postgresql.conf']);

async function copyDirectory(from: string, to: string, signal: AbortSignal): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    signal.throwIfAborted();
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target, { mode: 0o700 });
      await (leftEmpty.has(entry.name) ? undefined : copyDirectory(source, target, signal));
    } else if (!leftOut.has(entry.name)) {
      await copyUnlessGone(source, target);
    }
  }
}

/** The source goes on working while it is copied: a file that vanishes now is not needed, the WAL says so too. */
async function copyUnlessGone(source: string, target: string): Promise<void> {
  try {
    await copyFile(source, target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw error;
    }
  }
}
