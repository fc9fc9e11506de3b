import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { userInfo } from 'node:os';
import { findEnvironment, findRunbook, type LibraryText, readLibraryFile } from '../config/library.ts';
import { InvalidInput } from '../errors/problem.ts';

/** `from=us-west-2 to=us-east-2` as an object; a repeated name becomes a list. Throws InvalidInput with all bad words. */
export function parseParameters(words: string[]): Record<string, unknown> {
  const parameters = new Map<string, string | string[]>();
  const bad = words.filter((word) => !/^[A-Za-z][\w-]*=/.test(word));
  if (bad.length > 0) throw new InvalidInput(bad.map(describeWord));
  for (const word of words) {
    const at = word.indexOf('=');
    const [name, value] = [word.slice(0, at), word.slice(at + 1)];
    const earlier = parameters.get(name);
    parameters.set(name, earlier === undefined ? value : [earlier, value].flat());
  }
  return Object.fromEntries(parameters);
}

/** What a runbook or environment argument starts a drill with: the text of an existing file, else a name for the worker. */
export async function readArgument(argument: string): Promise<string | LibraryText> {
  return isFileArgument(argument) ? await readLibraryFile(resolve(argument)) : argument;
}

/** The text behind a runbook argument: an existing file, else a name of the library here. */
export async function readRunbook(library: string[], argument: string): Promise<LibraryText> {
  return isFileArgument(argument) ? await readLibraryFile(argument) : await findRunbook(library, argument);
}

/** The text behind an environment argument: an existing file, else a name of the library here. */
export async function readEnvironment(library: string[], argument: string): Promise<LibraryText> {
  if (isFileArgument(argument)) return await readLibraryFile(argument);
  try {
    return await findEnvironment(library, argument);
  } catch (error) {
    const { leadToLab } = await import('./lab/lead-to-lab.ts');
    throw await leadToLab(error);
  }
}

/** Who acts, as claimed: the given name, else the user of this machine. */
export function readPerson(name: string | undefined): string {
  return name ?? userInfo().username;
}

/** A bare name means the library even when a folder of that name lies around. */
function isFileArgument(argument: string): boolean {
  return /[./]/.test(argument) && (argument.includes('/') || existsSync(argument));
}

function describeWord(word: string) {
  return {
    where: { file: 'parameters', line: null, column: null },
    what: `parameter is not valid: expected name=value, got "${word.slice(0, 80)}"`,
    hint: 'for example: from=us-west-2 to=us-east-2',
  };
}
