import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseParameters, readArgument, readPerson } from '../../../src/cli/arguments.ts';
import { InvalidInput } from '../../../src/errors/problem.ts';

describe('parseParameters', () => {
  test('splits at the first equals sign and makes a list of a repeated name', () => {
    expect(parseParameters(['to=us-east-2', 'url=a=b', 'zone=a', 'zone=b', 'zone=c', 'empty='])).toEqual({
      to: 'us-east-2',
      url: 'a=b',
      zone: ['a', 'b', 'c'],
      empty: '',
    });
  });

  test('reports every word that is no parameter at once', () => {
    expect(parseBadWords).toThrow(InvalidInput);
    expect(parseBadWords).toThrow(/got "us-west-2"[^]*got "=y"/);
  });

  test('takes a name of every object for a parameter like any other, but never a prototype', () => {
    expect(Object.entries(parseParameters(['constructor=2']))).toEqual([['constructor', '2']]);
    expect(() => parseParameters(['__proto__=1'])).toThrow(/parameter is not valid/);
  });
});

describe('readArgument', () => {
  test('sends the text of an existing file and passes a name on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'drillmaster-arguments-'));
    const file = join(folder, 'mine.yaml');
    await writeFile(file, 'runbook: mine\n');
    expect(await readArgument(file)).toEqual({ file, text: 'runbook: mine\n' });
    expect(await readArgument('region-failover')).toBe('region-failover');
    await rm(folder, { recursive: true });
  });

  test('says that a path leads nowhere instead of taking it for a name', async () => {
    await expect(readArgument('./none.yaml')).rejects.toThrow(/expected a file, got none/);
  });
});

describe('readPerson', () => {
  test('is the given name, else the user of this machine', () => {
    expect([readPerson('alice'), readPerson(undefined)]).toEqual(['alice', userInfo().username]);
  });
});

function parseBadWords() {
  return parseParameters(['us-west-2', 'to=x', '=y']);
}
