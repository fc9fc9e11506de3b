import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { InvalidInput } from '../src/errors/problem.ts';

/** What is to be written; paths are relative to the root of the checkout. */
export interface Scaffold {
  /** `fresh`: must not exist yet; the others get a line more. */
  files: { path: string; text: string; fresh: boolean }[];
  /** What to do now, for people. */
  next: string;
}

/** Writes all of it, TypeScript in the house's format, or throws InvalidInput and changes nothing. */
export async function writeScaffold(root: string, { files }: Scaffold): Promise<void> {
  const existing = files.find(({ path, fresh }) => fresh && existsSync(join(root, path)));
  if (existing !== undefined) {
    throw refuse(`${existing.path} is there already: expected no such file`, 'choose another name');
  }
  const formatted = await Promise.all(
    files.map(async ({ path, text }) => ({
      path,
      text: path.endsWith('.ts') ? await format(path, text) : text,
    })),
  );
  for (const { path, text } of formatted) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

export function refuse(what: string, hint: string | null = null): InvalidInput {
  return new InvalidInput([{ where: { file: 'nothing written', line: null, column: null }, what, hint }]);
}

async function format(path: string, input: string): Promise<string> {
  const { stdout } = await execa('oxfmt', [`--stdin-filepath=${path}`], {
    input,
    preferLocal: true,
    stripFinalNewline: false,
    localDir: import.meta.dirname,
    cwd: join(import.meta.dirname, '..'),
  });
  return stdout;
}
