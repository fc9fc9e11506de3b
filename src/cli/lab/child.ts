import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../config/package-root.ts';

export const labMain = join(packageRoot, 'infra', 'lab', 'main.ts');
export const cliMain = join(packageRoot, 'src', 'cli', 'main.ts');

/** A process that this one started and must see the end of. */
export interface Child {
  pid: number;
  process: ChildProcess;
  /** Resolves with its exit code (null: killed), also when it could not be started. */
  exited: Promise<number | null>;
}

export interface SpawnRequest {
  script: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/**
 * Starts a script of this package that lives as long as its stdin is open, in a session of its own: Ctrl-C reaches this
 * process alone, which then ends the others in order; if this one is killed, their stdin ends and they end by themselves.
 */
export function spawnOwned(request: SpawnRequest, logFile?: string): Child {
  return withLog(logFile, (log) =>
    start(request, log === null ? ['pipe', 'pipe', 'pipe'] : ['pipe', 'ignore', log]),
  );
}

/** Starts a script of this package that outlives this process; what it says goes to files. */
export function spawnDetached(request: SpawnRequest, files: { out: string; log: string }): Child {
  return withLog(files.out, (out) =>
    withLog(files.log, (log) => start(request, ['ignore', out ?? 'ignore', log ?? 'ignore'])),
  );
}

/** Ends a child by closing its stdin and SIGTERM, after `withinMs` by SIGKILL. */
export async function endChild(child: Child, how: { withinMs: number; terminate: boolean }): Promise<void> {
  child.process.stdin?.end();
  if (how.terminate) child.process.kill('SIGTERM');
  const ended = await Promise.race([
    child.exited.then(() => true),
    delay(how.withinMs, false, { ref: false }),
  ]);
  if (!ended) child.process.kill('SIGKILL');
  await child.exited;
}

function start({ script, args, env }: SpawnRequest, stdio: ('pipe' | 'ignore' | number)[]): Child {
  const child = spawn(process.execPath, [script, ...args], { cwd: packageRoot, env, stdio, detached: true });
  const exited = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', (code) => resolve(code));
  });
  // A child that is gone must not end this process by a broken pipe.
  child.stdin?.on('error', () => {});
  return { pid: child.pid ?? -1, process: child, exited };
}

function withLog(file: string | undefined, use: (log: number | null) => Child): Child {
  if (file === undefined) return use(null);
  mkdirSync(dirname(file), { recursive: true });
  const log = openSync(file, 'a', 0o600);
  try {
    return use(log);
  } finally {
    closeSync(log);
  }
}
