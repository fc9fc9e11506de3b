import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnedProcess, OwnedProcesses } from '../processes/owned-processes.ts';
import { connectAsAdmin } from './admin-session.ts';
import type { AdminConnection } from './admin-session.ts';

/** The PostgreSQL programs, and the user to run them as: PostgreSQL refuses to run as root (null: as who we are). */
export interface PostgresInstallation {
  bin: string;
  user: { uid: number; gid: number } | null;
}

/** A data directory with the address that its server listens on. */
export interface Cluster {
  name: string;
  dataDir: string;
  logFile: string;
  admin: AdminConnection;
}

export interface ServerStart {
  installation: PostgresInstallation;
  processes: OwnedProcesses;
  cluster: Cluster;
  /** Fires when the region loses power: the server is killed at that very moment, also when it is still starting. */
  power: AbortSignal;
}

export interface PostgresServer {
  cluster: Cluster;
  process: OwnedProcess;
  /** Orderly and at once: sessions are ended, a checkpoint is written. */
  stop(): Promise<void>;
  /** Power loss: postmaster and all backends die together; resolves when none of them is left. */
  kill(): Promise<void>;
}

const readyWithinMs = 60_000;

/** Starts the server of a cluster; resolves when it answers queries, after crash recovery where one is due. */
export async function startServer(start: ServerStart): Promise<PostgresServer> {
  const { cluster, installation, processes, power } = start;
  power.throwIfAborted();
  const owned = processes.spawn({
    name: `postgres ${cluster.name}`,
    command: path.join(installation.bin, 'postgres'),
    args: ['-D', cluster.dataDir],
    // SIGINT is PostgreSQL's fast shutdown; on SIGTERM it would wait for its clients to leave.
    stopSignal: 'SIGINT',
    logFile: cluster.logFile,
    ...installation.user,
  });
  power.addEventListener('abort', () => void owned.kill(), { once: true });
  try {
    await waitUntilReady(start, owned);
  } catch (error) {
    await owned.kill();
    power.throwIfAborted();
    throw error;
  }
  return { cluster, process: owned, stop: () => owned.stop(), kill: () => owned.kill() };
}

async function waitUntilReady({ cluster, power }: ServerStart, owned: OwnedProcess): Promise<void> {
  let ended: string | null = null;
  void owned.exited.then((how) => (ended = how));
  const deadlineAt = Date.now() + readyWithinMs;
  for (
    let answer = await askReady(cluster.admin);
    answer !== 'ready';
    answer = await askReady(cluster.admin)
  ) {
    if (ended !== null || Date.now() > deadlineAt) {
      throw startFailure(cluster, ended ?? answer);
    }
    await sleep(20, undefined, { signal: power });
  }
  power.throwIfAborted();
}

async function askReady(admin: AdminConnection): Promise<string> {
  try {
    const session = await connectAsAdmin(admin);
    await session.end();
    return 'ready';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function startFailure(cluster: Cluster, got: string): Error {
  return new Error(
    `starting postgres ${cluster.name} failed: expected it to answer queries, got "${got}"\nHINT: its log is ${cluster.logFile}`,
  );
}
