import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { endCompanions } from '../../src/cli/lab/companions.ts';
import type { Report } from '../../src/report/report.ts';
import type { DrillStatus } from '../../workflows/seam/messages.ts';
import { patience } from './patience.ts';
import { mustBeMeasured } from './too-busy.ts';
import { waitFor } from './wait-for.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'src/cli/main.ts');

/** A lab, a worker and the CLI, each its own process as a user has them. */
export interface LiveLab {
  lab: LabDescription;
  home: string;
  env: NodeJS.ProcessEnv;
  /** Starts a worker; a killed one is followed by another. */
  startWorker(): Promise<void>;
  /** A signal, by default SIGKILL, for the worker that was started last; resolves with its exit code. */
  killWorker(signal?: NodeJS.Signals): Promise<number | null>;
  /** Runs `drill ...` to its end. */
  drill(...args: string[]): Promise<CliResult>;
  /** Starts a drill and returns its id. */
  run(...args: string[]): Promise<string>;
  /** Looks at the drill, without the CLI: a process for every look would leave the machine no time for the drill. */
  until(id: string, meets: (status: DrillStatus) => boolean): Promise<DrillStatus>;
  /** Waits for the report as `drill watch --json` gives it. */
  report(id: string): Promise<{ report: Report; exitCode: number }>;
  /** What all its workers have logged. */
  workerLog(): string;
  /** A call of the lab's control API. */
  control(method: string, path: string, body?: object): Promise<unknown>;
  /** Every AWS call that reached an endpoint of the lab. */
  ledger(): Promise<LedgerLine[]>;
}
/** The lab of whoever started it. */
export interface OwnLiveLab extends LiveLab {
  stop(): Promise<void>;
}

export interface LabDescription {
  dir: string;
  temporal: { address: string; ui: string };
  control: string;
  environmentFile: string;
  resolvers: string[];
  env: Record<string, string>;
}
export interface LedgerLine {
  region: string;
  service: string;
  operation: string;
  status: number;
  mutating: boolean;
}
export interface CliResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface LiveLabOptions {
  /** The pace's window in which a service must be good to be called back. Default: 1s. */
  sustained?: string;
  /** More variables for workers and CLI, and what they start. */
  variables?: Record<string, string>;
}

/** Brings a lab and a worker up. */
export async function startLiveLab({
  sustained = '1s',
  variables = {},
}: LiveLabOptions = {}): Promise<OwnLiveLab> {
  const supervisor = spawn(process.execPath, [join(root, 'infra/lab/main.ts'), 'up', '--owned'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lab = JSON.parse(await firstLine(supervisor)) as LabDescription;
  const home = await mkdtemp(join(tmpdir(), 'drillmaster-e2e-'));
  const library = join(home, 'library');
  await mkdir(library);
  const environment = (await readFile(lab.environmentFile, 'utf8')).replace(
    /sustained: \w+/,
    `sustained: ${sustained}`,
  );
  await writeFile(join(library, 'lab.yaml'), environment);
  const env = {
    ...process.env,
    ...lab.env,
    ...variables,
    DRILL_HOME: home,
    DRILL_LIBRARY: library,
    DRILL_LOG_LEVEL: 'info',
  };
  const connection = Connection.lazy({ address: lab.temporal.address });
  const live = createLiveLab({ lab, home, env }, new Client({ connection }));
  await live.startWorker();
  return {
    ...live,
    stop: async () => {
      await live.killWorker();
      await connection.close();
      supervisor.stdin.end();
      await exited(supervisor);
      await endCompanions(home, 1_000);
      await rm(home, { recursive: true, force: true });
    },
  };
}

function createLiveLab(
  { lab, home, env }: Pick<LiveLab, 'lab' | 'home' | 'env'>,
  { workflow }: Client,
): LiveLab {
  let worker: ChildProcess | null = null;
  const log: string[] = [];
  const drill = (...args: string[]) => runProcess([cli, ...args], env);
  return {
    lab,
    home,
    env,
    drill,
    startWorker: async () => {
      worker = spawn(process.execPath, [cli, 'worker', '--owned'], {
        env,
        stdio: ['pipe', 'ignore', 'pipe'],
      });
      await waitForLine(worker, 'worker ready', log);
    },
    killWorker: async (signal = 'SIGKILL') => {
      worker?.kill(signal);
      return worker === null ? null : await exited(worker);
    },
    run: async (...args) => {
      const { stdout, stderr, exitCode } = await drill('run', ...args, '--detach', '--json');
      if (exitCode !== 0) throw new Error(`drill run ended with ${exitCode}: ${stderr}`);
      return firstOf<{ drill: string }>(JSON.parse(stdout)).drill;
    },
    until: (id, meets) => untilStatus(workflow.getHandle(id), meets),
    report: async (id) => {
      const { stdout, stderr, exitCode } = await drill('watch', id, '--json');
      if (stdout === '') throw new Error(`drill watch printed nothing, exit ${exitCode}: ${stderr}`);
      return { report: firstOf<Report>(JSON.parse(stdout)), exitCode: exitCode ?? -1 };
    },
    workerLog: () => log.join('\n'),
    control: (method, path, body) => callControl(lab, { method, path, body }),
    ledger: async () => (await callControl(lab, { method: 'GET', path: '/ledger' })) as LedgerLine[],
  };
}

/** A drill that has ended will not come to it any more: its report says why. */
async function untilStatus(
  drill: WorkflowHandle,
  meets: (status: DrillStatus) => boolean,
): Promise<DrillStatus> {
  return await waitFor(async () => {
    // Asked before the status: a drill may end between the two.
    const hasEnded = await hasReport(drill);
    const now = await drill.query<DrillStatus>('status').catch(() => null);
    if (now !== null && meets(now)) return now;
    if (hasEnded && now !== null) throwEnded((await drill.result()) as Report);
    return null;
  }, patience.drillMs);
}

async function hasReport(drill: WorkflowHandle): Promise<boolean> {
  const description = await drill.describe().catch(() => null);
  return description?.status.name === 'COMPLETED';
}

function throwEnded(report: Report): never {
  mustBeMeasured(report);
  throw new Error(`the drill ended before that was seen: ${report.outcome}, ${report.headline}`);
}

async function callControl(
  lab: LabDescription,
  { method, path, body }: { method: string; path: string; body?: object | undefined },
) {
  const response = await fetch(`${lab.control}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return await response.json();
}

/** Runs a program under this Node to its end. */
export async function runProcess(args: string[], env: NodeJS.ProcessEnv, stdin = ''): Promise<CliResult> {
  const child = spawn(process.execPath, args, { env, stdio: 'pipe' });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.on('data', (data: Buffer) => out.push(data.toString()));
  child.stderr.on('data', (data: Buffer) => err.push(data.toString()));
  child.stdin.end(stdin);
  const exitCode = await exited(child);
  return { exitCode, stdout: out.join(''), stderr: err.join('') };
}

function firstOf<Value>(value: Value | Value[]): Value {
  return Array.isArray(value) ? value[0]! : value;
}

function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before its first line`)));
  });
}

/** Passes when the child's log says `text`; its log goes on to be read into `lines`, so that its pipe never fills. */
function waitForLine(child: ChildProcess, text: string, lines: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      lines.push(line);
      if (line.includes(text)) resolve();
    });
    child.once('exit', (code) =>
      reject(new Error(`ended with ${code} before "${text}": ${lines.slice(-5).join('\n')}`)),
    );
  });
}
