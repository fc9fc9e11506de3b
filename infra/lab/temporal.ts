import path from 'node:path';
import { findFreePort } from './processes/free-port.ts';
import type { OwnedProcesses } from './processes/owned-processes.ts';
import { waitForHttp } from './wait-for-http.ts';

export interface TemporalOptions {
  /** Path of the `temporal` program. */
  command: string;
  dir: string;
  processes: OwnedProcesses;
}

export interface TemporalServer {
  address: string;
  /** Root URL of the web UI. */
  ui: string;
  namespace: string;
}

const NAMESPACE = 'default';

/** The defaults make every timer under 1 s fire at 1 s and put 50 ms between any two hops: a drill would measure that. */
const FAST_SERVER = [
  'history.timerProcessorMaxTimeShift="10ms"',
  'history.transferProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxPollRPS=1000',
];
/** Only both together push a cancel to a running activity at once instead of with its next heartbeat. */
const PUSH_CANCEL = ['system.enableCancelActivityWorkerCommand=true', 'frontend.WorkerCommandsEnabled=true'];
/** A database file is half as fast as memory without these. */
const PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL'];

/** Starts a Temporal development server with UI, its state in the lab's directory. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const port = await findFreePort(['127.0.0.1']);
  const uiPort = await findFreePort(['127.0.0.1']);
  const child = options.processes.spawn({
    name: 'temporal',
    command: options.command,
    args: listArguments(options.dir, port, uiPort),
    logFile: path.join(options.dir, 'temporal.log'),
  });
  const address = `127.0.0.1:${port}`;
  const ui = `http://127.0.0.1:${uiPort}`;
  // The UI asks the server: its success says that both are there, without a gRPC client being loaded for it.
  await waitForHttp(child, `${ui}/api/v1/namespaces/${NAMESPACE}`);
  return { address, ui, namespace: NAMESPACE };
}

function listArguments(dir: string, port: number, uiPort: number): string[] {
  const settings = [...FAST_SERVER, ...PUSH_CANCEL];
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    `--ui-port=${uiPort}`,
    '--ui-disable-news-fetch',
    '--log-level=error',
    `--db-filename=${path.join(dir, 'temporal.db')}`,
    ...PRAGMAS.map((pragma) => `--sqlite-pragma=${pragma}`),
    ...settings.map((setting) => `--dynamic-config-value=${setting}`),
  ];
}
