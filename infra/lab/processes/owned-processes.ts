import { spawn } from 'node:child_process';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { identifyProcess, isRunning, killTree } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

export interface SpawnRequest {
  /** For messages and the journal, for example `postgres shop-west`. */
  name: string;
  command: string;
  args: string[];
  /** The whole environment of the child; default: that of this process. */
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  cwd?: string;
  /** Receives stdout and stderr, appended. */
  logFile: string;
  /** Asks for an orderly end; default SIGTERM. */
  stopSignal?: NodeJS.Signals;
}

export interface OwnedProcess {
  name: string;
  identity: ProcessIdentity;
  logFile: string;
  /** Resolves with a sentence about how it ended; never rejects. */
  exited: Promise<string>;
  /** Asks it to end, kills it with all its descendants after `graceMs` (default 4000); resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
  /** Kills it with all its descendants before this call returns; resolves when all are gone. Repeats are harmless. */
  kill(): Promise<void>;
}

export interface OwnedProcesses {
  /** Starts a process in a group of its own (Ctrl-C reaches only the owner) and journals it before returning. */
  spawn(request: SpawnRequest): OwnedProcess;
  /** Stops all that still run, all at once. */
  stopAll(): Promise<void>;
}

export const journalName = 'processes.jsonl';

/** The children of one lab, journaled in `<dir>/processes.jsonl`, so that a later start can end them if their owner dies. */
export function createProcesses(dir: string): OwnedProcesses {
  const running = new Set<OwnedProcess>();
  return {
    spawn(request) {
      const child = startChild(request);
      const owned = ownChild(child, request);
      running.add(owned);
      void owned.exited.then(() => running.delete(owned));
      appendJournal(dir, owned);
      return owned;
    },
    async stopAll() {
      await Promise.all([...running].map((owned) => owned.stop()));
    },
  };
}

function startChild(request: SpawnRequest): ChildProcess {
  const log = openSync(request.logFile, 'a');
  try {
    return spawn(request.command, request.args, {
      stdio: ['ignore', log, log],
      detached: true,
      env: request.env ?? process.env,
      ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
      ...(request.uid === undefined ? {} : { uid: request.uid }),
      ...(request.gid === undefined ? {} : { gid: request.gid }),
    });
  } finally {
    closeSync(log);
  }
}

function ownChild(child: ChildProcess, request: SpawnRequest): OwnedProcess {
  const exited = watchExit(child);
  // A child that could not be started has no pid; its `exited` says why, and there is nothing to kill.
  const pid = child.pid ?? 0;
  const identity = identifyProcess(pid) ?? { pid, startTicks: 'never started' };
  let killing: Promise<void> | null = null;
  const kill = () => (killing ??= killAndWait(identity, exited));
  return {
    name: request.name,
    identity,
    logFile: request.logFile,
    exited,
    kill,
    async stop(graceMs = 4000) {
      child.kill(request.stopSignal ?? 'SIGTERM');
      const timer = new AbortController();
      const late = sleep(graceMs, 'late', { signal: timer.signal }).catch(() => 'ended');
      if ((await Promise.race([exited, late])) === 'late') {
        await kill();
      }
      timer.abort();
    },
  };
}

function watchExit(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exited with code ${code}` : `ended by ${signal}`),
    );
  });
}

async function killAndWait(identity: ProcessIdentity, exited: Promise<string>): Promise<void> {
  const killed = killTree(identity);
  await exited;
  // SIGKILL cannot be refused, but a process in an uninterruptible call ends only after it.
  for (let round = 0; round < 2000 && killed.some(isRunning); round += 1) {
    await sleep(2);
  }
}

function appendJournal(dir: string, owned: OwnedProcess): void {
  if (owned.identity.pid === 0) {
    return;
  }
  const file = openSync(path.join(dir, journalName), 'a', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ ...owned.identity, name: owned.name })}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
