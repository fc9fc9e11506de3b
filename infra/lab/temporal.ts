import path from 'node:path';
import { findFreePort } from './processes/free-port.ts';
import type { OwnedProcess, OwnedProcesses } from './processes/owned-processes.ts';
import { waitForHttp } from './wait-for-http.ts';

export interface TemporalOptions {
  /** Path of the `temporal` program. */
  command: string;
  dir: string;
  processes: OwnedProcesses;
  /** More dynamic settings (`key=JSON`). */
  settings?: string[];
}

export interface TemporalServer {
  address: string;
  /** Root URL of the web UI. */
  ui: string;
  namespace: string;
  /** Resolves when server and UI answer, on the state that an earlier start has left. */
  start(): Promise<void>;
  /** SIGKILL: what was not on the disk is lost. */
  kill(): Promise<void>;
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

/** A Temporal development server with UI, its state in the lab's directory; not started yet. */
export async function createTemporal({
  command,
  dir,
  processes,
  settings = [],
}: TemporalOptions): Promise<TemporalServer> {
  const port = await findFreePort(['127.0.0.1']);
  const uiPort = await findFreePort(['127.0.0.1']);
  const ui = `http://127.0.0.1:${uiPort}`;
  let child: OwnedProcess | null = null;
  return {
    address: `127.0.0.1:${port}`,
    ui,
    namespace: NAMESPACE,
    async start() {
      child ??= processes.spawn({
        name: 'temporal',
        command,
        args: [...listArguments(dir, port, uiPort), ...listSettings(settings)],
        logFile: path.join(dir, 'temporal.log'),
      });
      // The UI asks the server: its success says that both are there, without a gRPC client being loaded for it.
      await waitForHttp(child, `${ui}/api/v1/namespaces/${NAMESPACE}`);
    },
    async kill() {
      await child?.kill();
      child = null;
    },
  };
}

function listArguments(dir: string, port: number, uiPort: number): string[] {
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
  ];
}

function listSettings(more: string[]): string[] {
  return [...FAST_SERVER, ...PUSH_CANCEL, ...more].map((setting) => `--dynamic-config-value=${setting}`);
}
