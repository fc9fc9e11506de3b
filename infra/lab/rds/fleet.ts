import path from 'node:path';
import { findFreePort } from '../processes/free-port.ts';
import type { Cluster } from '../postgres/server.ts';
import type { InstanceSummary, RdsControlPlaneOptions } from './contract.ts';
import { arnOf, describeInstance, type Instance } from './instance.ts';
import { RdsRefusal } from './refusal.ts';
import type { XmlFields } from './xml.ts';

/** All instances of all regions, with what the lab gave to run them. */
export interface Fleet {
  options: RdsControlPlaneOptions;
  instances: Set<Instance>;
  /** Password of every server's superuser, which replication uses too. */
  adminPassword: string;
}

export function listRegion(fleet: Fleet, region: string): Instance[] {
  return [...fleet.instances].filter((instance) => instance.region === region);
}

export function listReplicas(fleet: Fleet, source: Instance): Instance[] {
  return [...fleet.instances].filter((instance) => instance.replicaOf === source);
}

/** Finds an instance by id or ARN as seen from a region; ids are case-insensitive. Throws DBInstanceNotFound. */
export function findInstance(fleet: Fleet, region: string, idOrArn: string): Instance {
  const { account } = fleet.options;
  const found = idOrArn.startsWith('arn:')
    ? [...fleet.instances].find((instance) => arnOf(account, instance) === idOrArn)
    : listRegion(fleet, region).find((instance) => instance.id === idOrArn.toLowerCase());
  if (found === undefined) {
    throw new RdsRefusal('DBInstanceNotFound', `DBInstance ${idOrArn} not found.`);
  }
  return found;
}

export function show(fleet: Fleet, instance: Instance): XmlFields {
  const { account, domain } = fleet.options;
  const { endpointPort } = regionOf(fleet, instance.region);
  return describeInstance(instance, {
    account,
    domain,
    endpointPort,
    replicas: listReplicas(fleet, instance),
  });
}

export function summarize(instance: Instance): InstanceSummary {
  const { host, port } = instance.cluster.admin;
  return {
    id: instance.id,
    region: instance.region,
    status: instance.state.status,
    replicaOf: instance.replicaOf?.id ?? null,
    server: { host, port },
  };
}

/** The place of a new instance's server: its directory, log and address. */
export async function placeCluster(fleet: Fleet, place: { id: string; region: string }): Promise<Cluster> {
  const { dir } = fleet.options;
  const host = regionOf(fleet, place.region).postgresHost;
  const name = `${place.region}.${place.id}`;
  return {
    name,
    dataDir: path.join(dir, 'postgres', name),
    logFile: path.join(dir, `postgres-${name}.log`),
    admin: {
      host,
      port: await findFreePort([host]),
      user: 'postgres',
      password: fleet.adminPassword,
      database: 'postgres',
    },
  };
}

function regionOf({ options }: Fleet, region: string): { postgresHost: string; endpointPort: number } {
  const found = options.regions[region];
  if (found === undefined) {
    throw new Error(
      `finding a region failed: expected one of ${Object.keys(options.regions).join(', ')}, got ${region}\nHINT: check the region of the endpoint in the environment file`,
    );
  }
  return found;
}
