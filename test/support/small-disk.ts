import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** A disk of a few megabytes. */
export interface SmallDisk {
  /** Takes all the room that is left. */
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/** Mounts it on a folder; needs root. */
export async function mountSmallDisk(folder: string): Promise<SmallDisk> {
  await mkdir(folder, { recursive: true });
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
  const ballast = join(folder, 'ballast');
  return {
    fill: async () => await writeUntilFull(ballast),
    free: async () => await rm(ballast, { force: true }),
    unmount: async () => {
      // Lazily: a process may still have a file open there.
      await execa('umount', ['--lazy', folder]);
    },
  };
}

async function writeUntilFull(path: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    const block = Buffer.alloc(4_096);
    for (let blocks = 0; blocks < 4_096; blocks += 1) await file.write(block);
    throw new Error('the disk did not get full');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    await file.close();
  }
}
