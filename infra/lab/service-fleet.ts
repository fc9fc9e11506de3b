import type { Layout } from './layout.ts';
import { findRegion } from './layout.ts';
import type { OwnedProcess, OwnedProcesses } from './processes/owned-processes.ts';
import { startService } from './service/start-service.ts';

export interface ServiceFleetOptions {
  layout: Layout;
  dir: string;
  dbPassword: string;
  processes: OwnedProcesses;
}

/** The service processes, at most one per region. */
export interface ServiceFleet {
  /** Starts the region's service unless it runs; resolves when it answers. */
  start(region: string): Promise<void>;
  /** Kills the region's service; resolves when it is gone. */
  kill(region: string): Promise<void>;
  isRunning(region: string): boolean;
}

export function createServiceFleet(options: ServiceFleetOptions): ServiceFleet {
  const running = new Map<string, OwnedProcess>();

  async function start(region: string): Promise<void> {
    if (running.has(region)) return;
    const child = await startService(describeService(options, region));
    running.set(region, child);
    void child.exited.then(() => running.get(region) === child && running.delete(region));
  }

  async function kill(region: string): Promise<void> {
    const child = running.get(region);
    running.delete(region);
    await child?.kill();
  }

  return { start, kill, isRunning: (region) => running.has(region) };
}

function describeService({ layout, dir, dbPassword, processes }: ServiceFleetOptions, region: string) {
  const place = findRegion(layout, region);
  const { serviceServer, database } = layout.ports;
  return {
    region,
    host: place.serviceServerHost,
    port: serviceServer,
    database: { host: place.databaseHost, port: database, name: 'shop', user: 'shop', password: dbPassword },
    dir,
    processes,
  };
}
