import { findFreePort } from './processes/free-port.ts';

/** The loopback addresses of one region; the ports are the same in every region, see `Ports`. */
export interface RegionLayout {
  name: string;
  /** The region's AWS endpoint. */
  awsHost: string;
  /** Where users reach the service; a proxy. */
  serviceHost: string;
  /** Where the service process itself listens. */
  serviceServerHost: string;
  /** Where clients reach the database instance; a proxy. */
  databaseHost: string;
  /** Where the PostgreSQL servers themselves listen. */
  postgresHost: string;
  /** Where the region's replicas reach their source; a proxy. */
  replicationHost: string;
}

interface Ports {
  aws: number;
  service: number;
  database: number;
  serviceServer: number;
  /** Route 53, on 127.0.0.1. */
  global: number;
  /** The lab's control API, on 127.0.0.1. */
  control: number;
}

export interface Layout {
  west: RegionLayout;
  east: RegionLayout;
  regions: RegionLayout[];
  ports: Ports;
}

/** Chooses addresses and free ports; several labs share the addresses and differ in their ports. */
export async function createLayout(): Promise<Layout> {
  const west = layOutRegion('us-west-2', '127.0.1');
  const east = layOutRegion('us-east-2', '127.0.2');
  const ports: Ports = {
    aws: await findFreePort([west.awsHost, east.awsHost]),
    service: await findFreePort([west.serviceHost, east.serviceHost]),
    database: await findFreePort([west.databaseHost, east.databaseHost]),
    serviceServer: await findFreePort([west.serviceServerHost, east.serviceServerHost]),
    global: await findFreePort(['127.0.0.1']),
    control: await findFreePort(['127.0.0.1']),
  };
  return { west, east, regions: [west, east], ports };
}

export function findRegion(layout: Layout, name: string): RegionLayout {
  const region = layout.regions.find((candidate) => candidate.name === name);
  if (region) return region;
  const known = layout.regions.map((candidate) => candidate.name).join(', ');
  throw new Error(`finding a region failed: expected one of ${known}, got "${name}"`);
}

function layOutRegion(name: string, prefix: string): RegionLayout {
  return {
    name,
    awsHost: `${prefix}.1`,
    serviceHost: `${prefix}.10`,
    serviceServerHost: `${prefix}.11`,
    databaseHost: `${prefix}.20`,
    postgresHost: `${prefix}.21`,
    replicationHost: `${prefix}.30`,
  };
}
