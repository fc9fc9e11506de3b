import { findRegion, type Layout } from './layout.ts';
import type { NameService } from './name-service.ts';
import { findFreePort } from './processes/free-port.ts';
import type { InstanceSummary, ServerAddress } from './rds/contract.ts';
import { nameEndpoint } from './shop.ts';
import type { Network } from './toxiproxy.ts';

export function serviceProxy(region: string): string {
  return `${region}.service`;
}

export function databaseProxy(region: string): string {
  return `${region}.database`;
}

export function replicationProxy(replicaId: string): string {
  return `replication.${replicaId}`;
}

/** What stands between clients and the real servers of a region: one proxy per address, one name per instance. */
export interface PublishedAddresses {
  publishService(region: string): Promise<void>;
  publishInstance(instance: InstanceSummary): Promise<void>;
  unpublishInstance(instance: InstanceSummary): Promise<void>;
  openReplicationPath(replica: { id: string; region: string }, source: ServerAddress): Promise<ServerAddress>;
}

export interface PublishedAddressesOptions {
  layout: Layout;
  network: Network;
  names: NameService;
}

export function createPublishedAddresses(options: PublishedAddressesOptions): PublishedAddresses {
  const { layout, network, names } = options;
  const replicationAddresses = new Map<string, ServerAddress>();

  async function publishService(region: string): Promise<void> {
    const place = findRegion(layout, region);
    await network.open({
      name: serviceProxy(region),
      listen: `${place.serviceHost}:${layout.ports.service}`,
      upstream: `${place.serviceServerHost}:${layout.ports.serviceServer}`,
    });
  }

  async function publishInstance(instance: InstanceSummary): Promise<void> {
    const { databaseHost } = findRegion(layout, instance.region);
    names.publishEndpoint(nameEndpoint(instance.id, instance.region), databaseHost);
    await network.open({
      name: databaseProxy(instance.region),
      listen: `${databaseHost}:${layout.ports.database}`,
      upstream: `${instance.server.host}:${instance.server.port}`,
    });
  }

  /** The replica keeps its address, because its server has it in its configuration; only the source may move. */
  async function openReplicationPath(
    replica: { id: string; region: string },
    source: ServerAddress,
  ): Promise<ServerAddress> {
    const host = findRegion(layout, replica.region).replicationHost;
    const known = replicationAddresses.get(replica.id);
    const address = known ?? { host, port: await findFreePort([host]) };
    replicationAddresses.set(replica.id, address);
    await network.open({
      name: replicationProxy(replica.id),
      listen: `${address.host}:${address.port}`,
      upstream: `${source.host}:${source.port}`,
    });
    return address;
  }

  return {
    publishService,
    publishInstance,
    unpublishInstance: (instance) => network.cut(databaseProxy(instance.region)),
    openReplicationPath,
  };
}
