import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OwnedProcess, OwnedProcesses } from '../processes/owned-processes.ts';
import { waitForHttp } from '../wait-for-http.ts';

export interface ServiceOptions {
  region: string;
  host: string;
  port: number;
  database: { host: string; port: number; name: string; user: string; password: string };
  dir: string;
  processes: OwnedProcesses;
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** Starts the service of a region; resolves when it answers, with a database or without. */
export async function startService(options: ServiceOptions): Promise<OwnedProcess> {
  const { region, host, port, database } = options;
  const child = options.processes.spawn({
    name: `service ${region}`,
    command: process.execPath,
    args: [MAIN],
    env: {
      PATH: process.env['PATH'],
      SERVICE_REGION: region,
      SERVICE_HOST: host,
      SERVICE_PORT: String(port),
      DATABASE_HOST: database.host,
      DATABASE_PORT: String(database.port),
      DATABASE_NAME: database.name,
      DATABASE_USER: database.user,
      DATABASE_PASSWORD: database.password,
    },
    logFile: path.join(options.dir, `service-${region}.log`),
  });
  // Any page will do that needs no database: the region's may be off.
  await waitForHttp(child, `http://${host}:${port}/`);
  return child;
}
