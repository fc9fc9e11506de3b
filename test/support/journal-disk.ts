import { appendFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { vi } from 'vitest';
import { evidenceFolder } from '../../src/evidence/folder.ts';
import type { JournalEntry } from '../../src/evidence/journal.ts';

/** Every file that this process appends to finds its disk full, until the mocks are restored. */
export async function fillDisk(): Promise<void> {
  vi.spyOn(await handlePrototype(), 'appendFile').mockRejectedValue(
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
  );
}

/** Somebody else's entry is on the disk as soon as one of that kind is, until the mocks are restored. */
export async function followEntry(
  root: string,
  kind: JournalEntry['kind'],
  next: JournalEntry,
): Promise<void> {
  vi.spyOn(await handlePrototype(), 'appendFile').mockImplementation(async (data) => {
    const line = typeof data === 'string' ? data : '';
    const after = line.includes(`"kind":"${kind}"`) ? `${JSON.stringify(next)}\n` : '';
    appendFileSync(evidenceFolder(root).journal, line + after);
  });
}

async function handlePrototype(): Promise<Awaited<ReturnType<typeof open>>> {
  const folder = await open(tmpdir());
  await folder.close();
  return Object.getPrototypeOf(folder);
}
