import { existsSync, type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInput } from '../errors/problem.ts';
import { suggestName } from '../errors/suggestion.ts';
import { codeOf, messageOf } from '../errors/operation-error.ts';

export interface LibraryText {
  file: string;
  text: string;
}
export type LibraryKind = 'runbook' | 'environment';

export interface LibraryEntry {
  kind: LibraryKind;
  name: string;
  file: string;
  /** `title:` of a runbook; empty where there is none. */
  title: string;
}

const namePattern = /^[a-z0-9][a-z0-9-]*$/;
const maxBytes = 1024 * 1024;

/**
 * Text of the runbook `<name>.yaml` in the first library folder that has it; when none has, in a subfolder of the first that
 * has it there. Throws InvalidInput, also when two subfolders of one library folder have it.
 */
export function findRunbook(library: string[], name: string): Promise<LibraryText> {
  return findByName(library, { kind: 'runbook', name });
}

/** Text of the environment `<name>.yaml`, found like a runbook. Throws InvalidInput. */
export function findEnvironment(library: string[], name: string): Promise<LibraryText> {
  return findByName(library, { kind: 'environment', name });
}

/**
 * Everything in the library that can be named, as it would be found, sorted by kind and name. A name that stands for two
 * files, so that neither is found by it, is listed with each.
 */
export async function listLibrary(library: string[]): Promise<LibraryEntry[]> {
  const entries = new Map<string, LibraryEntry[]>();
  for (const folders of await listPlaces(library)) {
    const here = (await Promise.all(folders.map(listFolder))).flat();
    for (const [key, equal] of Map.groupBy(here, ({ kind, name }) => `${kind} ${name}`)) {
      if (!entries.has(key)) entries.set(key, equal);
    }
  }
  return [...entries].toSorted(([a], [b]) => a.localeCompare(b)).flatMap(([, equal]) => equal);
}

/** Reads a runbook or environment file of at most 1 MB. Throws InvalidInput. */
export async function readLibraryFile(file: string): Promise<LibraryText> {
  const size = await sizeOf(file);
  if (size > maxBytes) {
    throw invalid(file, {
      what: `file is too large: expected at most 1 MB, got ${(size / maxBytes).toFixed(1)} MB`,
      hint: 'a runbook or environment is a short YAML text: check that this is the right file',
    });
  }
  return { file, text: await readFile(file, 'utf8') };
}

/** What a text claims to be, by its top-level key; null when it has neither. */
export function kindOfText(text: string): LibraryKind | null {
  const key = /^(runbook|environment):/m.exec(text)?.[1];
  return key === 'runbook' || key === 'environment' ? key : null;
}

async function findByName(
  library: string[],
  wanted: { kind: LibraryKind; name: string },
): Promise<LibraryText> {
  const { kind, name } = wanted;
  if (!namePattern.test(name)) {
    throw invalid(kind, {
      what: `${kind} name is not valid: expected lowercase letters, digits and dashes, got "${name.slice(0, 80)}"`,
      hint: 'give a name from `drill list`, or the path of an existing file',
    });
  }
  for (const folders of await listPlaces(library)) {
    const found = await readEqual(folders, wanted);
    if (found.length > 1) throw ambiguousName(found, wanted);
    if (found.length === 1) return found[0]!;
  }
  throw unknownName(await listLibrary(library), wanted);
}

async function readEqual(
  folders: string[],
  { kind, name }: { kind: LibraryKind; name: string },
): Promise<LibraryText[]> {
  const files = folders.map((folder) => join(folder, `${name}.yaml`)).filter((file) => existsSync(file));
  const texts = await Promise.all(files.map(readLibraryFile));
  const equal = texts.filter(({ text }) => kindOfText(text) === kind);
  // A text without either key is handed on, so that the parser can say what is wrong with it.
  return equal.length > 0 ? equal : texts.filter(({ text }) => kindOfText(text) === null);
}

function ambiguousName(
  found: LibraryText[],
  { kind, name }: { kind: LibraryKind; name: string },
): InvalidInput {
  const files = found.map(({ file }) => file);
  return invalid(kind, {
    what: `${kind} name is not clear: expected one file for "${name}", got ${files.join(' and ')}`,
    hint: 'rename one of them, or give the path of the one that you mean',
  });
}

function unknownName(entries: LibraryEntry[], wanted: { kind: LibraryKind; name: string }): InvalidInput {
  const names = entries.filter((entry) => entry.kind === wanted.kind).map((entry) => entry.name);
  const suggestion = suggestName(wanted.name, names);
  const known = names.length === 0 ? 'none' : [...new Set(names)].slice(0, 20).join(', ');
  return invalid(wanted.kind, {
    what: `${wanted.kind} not found: expected one of the library (${known}), got "${wanted.name}"`,
    hint:
      suggestion === null
        ? 'set DRILL_LIBRARY to the folders that hold it, or give the path of a file'
        : `did you mean "${suggestion}"?`,
  });
}

/**
 * Where a name is looked for, place after place: each library folder, then for each of them all subfolders at once, of which
 * none comes before another. Not deeper, and no links: a loop of links would have no end.
 */
async function listPlaces(library: string[]): Promise<string[][]> {
  const inside = await Promise.all(library.map(listSubfolders));
  return [...library.map((folder) => [folder]), ...inside];
}

async function listSubfolders(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && namePattern.test(entry.name))
    .map(({ name }) => join(folder, name))
    .toSorted();
}

/** A folder that is not there holds nothing; a file that is too large or unreadable cannot be named. */
async function listFolder(folder: string): Promise<LibraryEntry[]> {
  const files = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    files
      .filter((file) => file.endsWith('.yaml') && namePattern.test(file.slice(0, -5)))
      .map(async (file) => await readEntry(join(folder, file), file.slice(0, -5))),
  );
  return found.filter((entry) => entry !== null);
}

async function readEntry(file: string, name: string): Promise<LibraryEntry | null> {
  const read = await readLibraryFile(file).catch(() => null);
  const kind = read === null ? null : kindOfText(read.text);
  if (read === null || kind === null) return null;
  const title = /^title:[ \t]*(.+?)[ \t]*$/m.exec(read.text)?.[1] ?? '';
  return { kind, name, file, title: title.replaceAll(/^["']|["']$/g, '') };
}

async function sizeOf(file: string): Promise<number> {
  const hint = 'give the path of a runbook or environment file, for example runbooks/region-failover.yaml';
  let got = 'something else';
  try {
    const found = await stat(file);
    if (found.isFile()) return found.size;
  } catch (cause) {
    got = codeOf(cause) === 'ENOENT' ? 'none' : messageOf(cause);
  }
  throw invalid(file, { what: `file cannot be read: expected a file, got ${got}`, hint });
}

function invalid(file: string, problem: { what: string; hint: string | null }): InvalidInput {
  return new InvalidInput([{ where: { file, line: null, column: null }, ...problem }]);
}
