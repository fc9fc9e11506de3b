import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProcessIdentity, isRunning, killTree } from './process-identity.ts';
import { journalName } from './owned-processes.ts';

/**
 * Ends what labs left behind whose owner died: their journaled processes with all descendants, their System V shared
 * memory, their directories. Labs whose owner runs are untouched. Returns the directories that were removed.
 */
export async function cleanAbandonedLabs(baseDir: string): Promise<string[]> {
  const abandoned = listLabs(baseDir).filter((dir) => !hasLiveOwner(dir));
  for (const dir of abandoned) {
    const killed = readJournal(dir).flatMap((identity) => killTree(identity));
    for (let round = 0; round < 1000 && killed.some(isRunning); round += 1) {
      await sleep(5);
    }
    releaseSharedMemory(dir);
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
  return abandoned;
}

/**
 * Removes the System V segments of killed PostgreSQL servers below a lab's directory (data directories are
 * `postgres/<id>`): PostgreSQL reuses such a segment at its next start, but a lab that ends has no next start.
 */
export function releaseSharedMemory(labDir: string): void {
  const postgresDir = path.join(labDir, 'postgres');
  for (const name of existsSync(postgresDir) ? readdirSync(postgresDir) : []) {
    const pidFile = path.join(postgresDir, name, 'postmaster.pid');
    // Line 7 of postmaster.pid: shared memory key and id.
    const shared = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n')[6] : undefined;
    const segmentId = shared?.trim().split(/\s+/)[1];
    if (segmentId !== undefined) {
      spawnSync('ipcrm', ['-m', segmentId], { stdio: 'ignore' });
    }
  }
}

function listLabs(baseDir: string): string[] {
  if (!existsSync(baseDir)) {
    return [];
  }
  const names = readdirSync(baseDir).filter((name) => name.startsWith('lab-'));
  return names.map((name) => path.join(baseDir, name));
}

/** A lab whose `owner.json` is missing is just being made, or was left by a start that died: its age tells. */
function hasLiveOwner(dir: string): boolean {
  const owner = ProcessIdentity.safeParse(parseJson(readText(path.join(dir, 'owner.json'))));
  return owner.success ? isRunning(owner.data) : isYoung(dir);
}

function isYoung(dir: string): boolean {
  const modifiedAt = statSync(dir, { throwIfNoEntry: false })?.mtimeMs;
  return modifiedAt !== undefined && Date.now() - modifiedAt < 60_000;
}

/** The last line may be half written when the owner died in the middle of it; it is skipped. */
function readJournal(dir: string): ProcessIdentity[] {
  const lines = readText(path.join(dir, journalName)).split('\n');
  return lines.flatMap((line) => {
    const identity = ProcessIdentity.safeParse(parseJson(line));
    return identity.success ? [identity.data] : [];
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
