import { link, unlink, writeFile } from 'node:fs/promises';
import { companionFiles } from './config.ts';
import { codeOf } from '../errors/operation-error.ts';
import { identifyProcess, isRunning, ProcessIdentity } from '../host/process-identity.ts';
import { readJson } from '../host/read-json.ts';

/** The right to be the companion of a folder. */
export interface CompanionClaim {
  identity: ProcessIdentity;
  /** Whether it still stands: `replaced` when another process holds it, `gone` when the drill's files were cleared. */
  look(): Promise<'held' | 'replaced' | 'gone'>;
}

/** Claims the folder for this process; null when a living companion holds it. */
export async function claimFolder(root: string): Promise<CompanionClaim | null> {
  const path = companionFiles(root).pid;
  const identity = identifyProcess(process.pid);
  if (identity === null)
    throw new Error(`companion cannot tell who it is: expected process ${process.pid}, got nothing`);
  for (let tries = 0; tries < 5; tries += 1) {
    if (await createClaim(path, identity))
      return { identity, look: async () => await lookAt(path, identity) };
    const holder = await readJson(path, ProcessIdentity);
    if (holder !== null && isRunning(holder)) return null;
    await unlink(path).catch(() => {});
  }
  return null;
}

/** Two starters may both clear away a dead claim and one then the other's; the loser sees it when it looks. */
async function lookAt(path: string, identity: ProcessIdentity): Promise<'held' | 'replaced' | 'gone'> {
  const holder = await readJson(path, ProcessIdentity);
  if (holder === null) return 'gone';
  return holder.pid === identity.pid && holder.startTicks === identity.startTicks ? 'held' : 'replaced';
}

/** A link appears whole or not at all, and never in place of another. */
async function createClaim(path: string, identity: ProcessIdentity): Promise<boolean> {
  const draft = `${path}.${identity.pid}.draft`;
  await writeFile(draft, JSON.stringify(identity));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}
