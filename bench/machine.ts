import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on. */
export interface Machine {
  startedAt: string;
  cores: number;
  cpu: string;
  memoryGiB: number;
  /** Of the last minute, before anything was started. */
  load: number;
  node: string;
  commit: string;
  /** Why the figures may be too high; null when nothing speaks against them. */
  warning: string | null;
}

export function describeMachine(): Machine {
  const cores = availableParallelism();
  const load = Math.round(loadavg()[0]! * 100) / 100;
  const busy = `the machine is busy: load average ${load} on ${cores} cores at the start; measure again on an idle one`;
  return {
    startedAt: new Date().toISOString(),
    cores,
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load,
    node: process.version,
    commit: readCommit(),
    warning: load > cores / 4 ? busy : null,
  };
}

function readCommit(): string {
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ' and changes');
  } catch {
    return 'unknown';
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
}
