import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Ending of a file that is being written; one that a crash has left is nobody's. */
export const draftEnding = '.draft';

/**
 * Writes a file so that a reader sees all of it or the one before, whatever dies meanwhile. `durable`: when it returns, the
 * file is on the disk also if the machine loses its power.
 */
export async function writeWhole(
  path: string,
  text: string,
  { durable }: { durable: boolean },
): Promise<void> {
  const draft = `${path}.${randomUUID()}${draftEnding}`;
  try {
    await writeDraft(draft, text, durable);
    await rename(draft, path);
  } catch (error) {
    // On a full disk this may fail four times a second: what it leaves must not pile up.
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
  if (durable) await syncFolder(dirname(path));
}

/** What was created or renamed in a folder is durable only when the folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writeDraft(draft: string, text: string, durable: boolean): Promise<void> {
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    if (durable) await file.sync();
  } finally {
    await file.close();
  }
}
