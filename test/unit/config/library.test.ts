import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  findEnvironment,
  findRunbook,
  kindOfText,
  listLibrary,
  readLibraryFile,
} from '../../../src/config/library.ts';
import { InvalidInput } from '../../../src/errors/problem.ts';

let root: string;
let first: string;
let second: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'drillmaster-library-'));
  first = join(root, 'first');
  second = join(root, 'second');
  await mkdir(first);
  await mkdir(second);
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('findRunbook', () => {
  test('takes the first folder that has the name', async () => {
    await writeFile(join(first, 'swap.yaml'), 'runbook: swap\ntitle: Mine\n');
    await writeFile(join(second, 'swap.yaml'), 'runbook: swap\ntitle: Theirs\n');
    expect((await findRunbook([first, second], 'swap')).file).toBe(join(first, 'swap.yaml'));
  });

  test('passes over an environment of the same name', async () => {
    await writeFile(join(first, 'shop.yaml'), 'environment: shop\n');
    await writeFile(join(second, 'shop.yaml'), 'runbook: shop\n');
    expect((await findRunbook([first, second], 'shop')).file).toBe(join(second, 'shop.yaml'));
    expect((await findEnvironment([first, second], 'shop')).file).toBe(join(first, 'shop.yaml'));
  });

  test('hands a text on that is neither, so that the parser can say what is wrong', async () => {
    await writeFile(join(first, 'odd.yaml'), 'rnubook: odd\n');
    expect((await findRunbook([first], 'odd')).text).toBe('rnubook: odd\n');
  });

  test('suggests the nearest name for a misspelt one', async () => {
    await writeFile(join(first, 'region-failover.yaml'), 'runbook: region-failover\n');
    await expect(findRunbook([first], 'region-failvoer')).rejects.toThrow(/did you mean "region-failover"\?/);
  });

  test.each(['../first/swap', '/etc/passwd', 'a/b', '', '.', 'Swap', 'swap.yaml', '-swap', 'swap\0'])(
    'refuses %j, which is no name',
    async (name) => {
      await writeFile(join(first, 'swap.yaml'), 'runbook: swap\n');
      await expect(findRunbook([second], name)).rejects.toThrow(/runbook name is not valid/);
    },
  );
});

describe('a library with folders in it', () => {
  test('is searched one folder deep, by the bare name', async () => {
    const runbook = await write('first/r756/database-down.yaml', 'runbook: database-down\n');
    const environment = await write('first/places/shop.yaml', 'environment: shop\n');
    expect((await findRunbook([first], 'database-down')).file).toBe(runbook);
    expect((await findEnvironment([first], 'shop')).file).toBe(environment);
    expect((await listLibrary([first])).map(({ file }) => file)).toEqual([environment, runbook]);
  });

  test.each([
    ['top level before the folders in it', ['first/swap.yaml', 'first/a/swap.yaml']],
    ['top level of all before the folders in any', ['second/swap.yaml', 'first/a/swap.yaml']],
    ['one library folder before the next', ['first/z/swap.yaml', 'second/a/swap.yaml']],
  ])('takes the first of one name and lists it once: %s', async (_, [winner, hidden]) => {
    await write(hidden!, 'runbook: swap\ntitle: Hidden\n');
    const file = await write(winner!, 'runbook: swap\ntitle: Taken\n');
    expect((await findRunbook([first, second], 'swap')).file).toBe(file);
    expect(await listLibrary([first, second])).toEqual([
      { kind: 'runbook', name: 'swap', title: 'Taken', file },
    ]);
  });

  test('finds neither of two files of one name and kind in folders beside each other, and lists both', async () => {
    const old = await write('first/a-old/shop.yaml', 'environment: shop\n');
    const renewed = await write('first/b-new/shop.yaml', 'environment: shop\n');
    await write('first/c/shop.yaml', 'runbook: shop\n');
    await write('second/d/shop.yaml', 'environment: shop\n');
    const found = await findEnvironment([first, second], 'shop').catch((error: unknown) => error);
    expect(found).toBeInstanceOf(InvalidInput);
    expect((found as InvalidInput).problems).toEqual([
      {
        where: { file: 'environment', line: null, column: null },
        what: `environment name is not clear: expected one file for "shop", got ${old} and ${renewed}`,
        hint: 'rename one of them, or give the path of the one that you mean',
      },
    ]);
    expect((await findRunbook([first], 'shop')).file).toBe(join(first, 'c/shop.yaml'));
    const listed = (await listLibrary([first, second])).filter(({ kind }) => kind === 'environment');
    expect(listed.map(({ file }) => file)).toEqual([old, renewed]);
  });

  test('takes a file at a top level, however many folders have one of that name', async () => {
    await write('first/a-old/shop.yaml', 'environment: shop\n');
    await write('first/b-new/shop.yaml', 'environment: shop\n');
    const file = await write('second/shop.yaml', 'environment: shop\n');
    expect((await findEnvironment([first, second], 'shop')).file).toBe(file);
    expect((await listLibrary([first, second])).map((entry) => entry.file)).toEqual([file]);
  });

  test('finds nothing two folders deep, in hidden folders or behind links to folders', async () => {
    await write('first/deep/deeper/swap.yaml', 'runbook: swap\n');
    await write('first/.git/swap.yaml', 'runbook: swap\n');
    await write('elsewhere/swap.yaml', 'runbook: swap\n');
    await symlink(join(root, 'elsewhere'), join(first, 'linked'));
    await symlink(first, join(first, 'loop'));
    await expect(findRunbook([first], 'swap')).rejects.toThrow(/runbook not found/);
    expect(await listLibrary([first])).toEqual([]);
  });
});

describe('readLibraryFile', () => {
  test('refuses a file over 1 MB and says its size', async () => {
    const file = join(first, 'big.yaml');
    await writeFile(file, `runbook: big\n${'#'.repeat(2 * 1024 * 1024)}`);
    await expect(readLibraryFile(file)).rejects.toThrow(/expected at most 1 MB, got 2\.0 MB/);
    await expect(findRunbook([first], 'big')).rejects.toThrow(InvalidInput);
  });

  test('refuses a folder and a file that is not there', async () => {
    await expect(readLibraryFile(first)).rejects.toThrow(/expected a file, got something else/);
    await expect(readLibraryFile(join(first, 'none.yaml'))).rejects.toThrow(/expected a file, got none/);
  });
});

describe('listLibrary', () => {
  test('lists runbooks and environments by kind and name, without what is neither or hidden by an earlier folder', async () => {
    await writeFile(join(first, 'swap.yaml'), 'runbook: swap\ntitle: "Swap a name"\n');
    await writeFile(join(second, 'swap.yaml'), 'runbook: swap\ntitle: Hidden\n');
    await writeFile(join(second, 'shop.yaml'), 'environment: shop\n');
    await writeFile(join(second, 'notes.yaml'), 'notes: none\n');
    await writeFile(join(second, 'README.md'), 'runbook: no\n');
    const listed = await listLibrary([first, second, join(root, 'missing')]);
    expect(listed.map(({ kind, name, title }) => [kind, name, title])).toEqual([
      ['environment', 'shop', ''],
      ['runbook', 'swap', 'Swap a name'],
    ]);
  });
});

describe('kindOfText', () => {
  test.each([
    ['runbook: a\n', 'runbook'],
    ['# a comment\nenvironment: b\n', 'environment'],
    ['  runbook: nested\n', null],
    ['', null],
  ])('reads %j as %s', (text, kind) => {
    expect(kindOfText(text)).toBe(kind);
  });
});

async function write(path: string, text: string): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}
