import { readFile } from 'node:fs/promises';
import type { z } from 'zod';

/** The text of a file, or null when there is none. */
export async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** The content of a JSON file, or null when there is none. Throws when it has another shape. */
export async function readJson<Shape>(path: string, shape: z.ZodType<Shape>): Promise<Shape | null> {
  const text = await readText(path);
  return text === null ? null : shape.parse(JSON.parse(text));
}
