import { asAdmin } from '../postgres/admin-session.ts';
import { createCluster } from '../postgres/cluster-files.ts';
import { isInRecovery, promoteStandby, waitUntilStreaming } from '../postgres/promotion.ts';
import { startServer, type PostgresServer } from '../postgres/server.ts';
import { copyStandby, dropUnusedSlots } from '../postgres/standby.ts';
import type { WriterSeed } from './contract.ts';
import { listReplicas, summarize, type Fleet } from './fleet.ts';
import type { Instance, InstanceState } from './instance.ts';

/** Makes a writer from nothing, with the seed's content. */
export function createWriter(fleet: Fleet, instance: Instance, seed: WriterSeed): Promise<void> {
  return work(fleet, instance, async () => {
    await createCluster(fleet.options.postgres, instance.cluster);
    const server = await start(fleet, instance);
    const { database, cluster } = instance;
    await asAdmin(cluster.admin, (session) =>
      session.query(`CREATE DATABASE ${session.escapeIdentifier(database)}`),
    );
    await seed.prepare({ ...cluster.admin, database });
    return serve(fleet, instance, server);
  });
}

/** Makes a standby of the source; it is `available` once it really streams. */
export function createReplica(fleet: Fleet, instance: Instance, source: Instance): Promise<void> {
  return work(fleet, instance, async (signal) => {
    const { options } = fleet;
    const upstream = await options.openReplicationPath(instance, summarize(source).server);
    await copyStandby({
      installation: options.postgres,
      source: source.cluster,
      standby: instance.cluster,
      upstream,
      signal,
    });
    const server = await start(fleet, instance);
    await waitUntilStreaming(instance.cluster, signal);
    return serve(fleet, instance, server);
  });
}

/** Starts the server again. Whether it is a replica is what the server itself says: a promotion may have been cut off. */
export function startInstance(fleet: Fleet, instance: Instance): Promise<void> {
  instance.state = { status: 'starting' };
  return work(fleet, instance, async () => {
    const server = await start(fleet, instance);
    if (!(await isInRecovery(instance.cluster))) {
      instance.replicaOf = null;
      await dropUnusedSlots(
        instance.cluster,
        listReplicas(fleet, instance).map((replica) => replica.cluster.name),
      );
    }
    return serve(fleet, instance, server);
  });
}

export function stopInstance(fleet: Fleet, instance: Instance, server: PostgresServer): Promise<void> {
  instance.state = { status: 'stopping', server };
  return work(fleet, instance, async () => {
    await fleet.options.unpublish(summarize(instance));
    await server.stop();
    return { status: 'stopped' };
  });
}

/** Makes a replica a writer. If the server cannot be promoted, the instance is what it was: an available replica. */
export function promoteInstance(fleet: Fleet, instance: Instance, change: Promotion): Promise<void> {
  const { server, backupRetentionDays } = change;
  instance.state = { status: 'modifying', server };
  return work(fleet, instance, async (signal) => {
    try {
      await promoteStandby(instance.cluster, signal);
      instance.replicaOf = null;
      instance.backupRetentionDays = backupRetentionDays;
    } catch (error) {
      signal.throwIfAborted();
      fleet.options.log(`promoting ${instance.id} failed: ${String(error)}`);
    }
    return { status: 'available', server };
  });
}

export interface Promotion {
  server: PostgresServer;
  backupRetentionDays: number;
}

/** Runs the instance's background work and gives it the state that comes out, unless its region lost power meanwhile. */
function work(
  fleet: Fleet,
  instance: Instance,
  run: (signal: AbortSignal) => Promise<InstanceState>,
): Promise<void> {
  const { signal } = instance.power;
  const settle = (state: InstanceState) => {
    instance.state = signal.aborted ? instance.state : state;
  };
  instance.work = run(signal).then(settle, (error: unknown) => {
    if (!signal.aborted) {
      fleet.options.log(`instance ${instance.id} failed: ${String(error)}`);
    }
    settle({ status: 'failed' });
  });
  return instance.work;
}

function start(fleet: Fleet, instance: Instance): Promise<PostgresServer> {
  const { postgres: installation, processes } = fleet.options;
  return startServer({ installation, processes, cluster: instance.cluster, power: instance.power.signal });
}

async function serve(fleet: Fleet, instance: Instance, server: PostgresServer): Promise<InstanceState> {
  await fleet.options.publish(summarize(instance));
  return { status: 'available', server };
}
