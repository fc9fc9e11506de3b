import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { companionFiles } from '../../companion/config.ts';
import { killOrphans } from '../../companion/orphans.ts';
import { isRunning, ProcessIdentity, signalProcess } from '../../host/process-identity.ts';
import { readJson } from '../../host/read-json.ts';

const pollMs = 50;

/**
 * Ends every companion of a home whose targets go away with it, and returns how many still ran. Elsewhere a companion is
 * never ended from outside: it may be the last one that heals. Bounded: after `withinMs` they are killed.
 */
export async function endCompanions(home: string, withinMs: number): Promise<number> {
  const roots = await listRoots(home);
  const ended = await Promise.all(roots.map(async (root) => await endCompanion(root, withinMs)));
  return ended.filter(Boolean).length;
}

async function listRoots(home: string): Promise<string[]> {
  const evidence = join(home, 'evidence');
  const names = await readdir(evidence).catch(() => []);
  return names.map((name) => join(evidence, name));
}

async function endCompanion(root: string, withinMs: number): Promise<boolean> {
  const files = companionFiles(root);
  // One that is just being started has no pid yet; it will find this.
  if (existsSync(files.config)) await writeFile(files.stop, 'stop').catch(() => {});
  const identity = await readJson(files.pid, ProcessIdentity).catch(() => null);
  if (identity === null || !isRunning(identity)) return false;
  signalProcess(identity, 'SIGTERM');
  for (let waitedMs = 0; waitedMs < withinMs && isRunning(identity); waitedMs += pollMs) await delay(pollMs);
  signalProcess(identity, 'SIGKILL');
  await killOrphans(root).catch(() => {});
  return true;
}
