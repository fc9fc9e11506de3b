import { open, rename } from 'node:fs/promises';

/** Writes a file so that a reader sees all of it or the one before, also after a crash. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.part`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
