import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { codeOf } from '../errors/operation-error.ts';

/** One process for ever: a pid is reused by the kernel, a pid with its start (clock ticks since boot) is not. */
export const ProcessIdentity = z.strictObject({
  pid: z.int().positive(),
  /** Null where there is no /proc: the pid alone must do. */
  startTicks: z.string().nullable(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** The identity of a process that runs now; null when there is none (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command in parentheses may hold spaces and parentheses: fields count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : { pid, startTicks: fields[19] ?? null };
  } catch {
    return process.platform !== 'linux' && answersSignal(pid) ? { pid, startTicks: null } : null;
  }
}

/** Whether exactly this process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  const current = identifyProcess(identity.pid);
  return current !== null && current.startTicks === identity.startTicks;
}

/** Sends a signal to exactly this process; nothing happens when it is gone. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    // It may have ended since the look.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

function answersSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
