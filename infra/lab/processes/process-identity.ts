import { readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';

/** A pid alone is reused by the kernel; with the start time (clock ticks since boot) it names one process for ever. */
export const ProcessIdentity = z.object({ pid: z.int().positive(), startTicks: z.string() });
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

interface ProcessStat {
  state: string;
  parentPid: number;
  startTicks: string;
}

/** The identity of a process that runs now, or null when there is none (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const stat = readStat(pid);
  return stat === null || stat.state === 'Z' ? null : { pid, startTicks: stat.startTicks };
}

/** Whether exactly this process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startTicks === identity.startTicks;
}

/**
 * Kills a process with all its descendants: all are frozen first, the root before the rest, so that none can start
 * another child and no orphaned PostgreSQL backend commits after its postmaster is gone.
 * Returns what was killed. A process that no longer is the one named is left alone.
 */
export function killTree(root: ProcessIdentity): ProcessIdentity[] {
  if (!isRunning(root)) {
    return [];
  }
  const frozen = freezeTree(root);
  for (const identity of frozen) {
    if (isRunning(identity)) {
      sendSignal(identity.pid, 'SIGKILL');
    }
  }
  return frozen;
}

/** A descendant that was born while its parent was not frozen yet is found by the next round. */
function freezeTree(root: ProcessIdentity): ProcessIdentity[] {
  sendSignal(root.pid, 'SIGSTOP');
  const frozen = new Map([[root.pid, root]]);
  for (let round = 0; round < 20; round += 1) {
    const found = listDescendants(root.pid).filter((identity) => !frozen.has(identity.pid));
    if (found.length === 0) {
      break;
    }
    for (const identity of found) {
      sendSignal(identity.pid, 'SIGSTOP');
      frozen.set(identity.pid, identity);
    }
  }
  return [...frozen.values()];
}

/** Reads `/proc/<pid>/stat`; the command in parentheses may hold spaces and parentheses, so fields count from the last one. */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parentPid: Number(fields[1]), startTicks: fields[19] ?? '' };
}

function readStat(pid: number): ProcessStat | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

function listDescendants(rootPid: number): ProcessIdentity[] {
  const children = new Map<number, ProcessIdentity[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readStat(pid) : null;
    if (stat !== null && stat.state !== 'Z') {
      const siblings = children.get(stat.parentPid) ?? [];
      children.set(stat.parentPid, [...siblings, { pid, startTicks: stat.startTicks }]);
    }
  }
  const found: ProcessIdentity[] = [];
  const queue = [rootPid];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    const next = children.get(parent) ?? [];
    found.push(...next);
    queue.push(...next.map((child) => child.pid));
  }
  return found;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}
