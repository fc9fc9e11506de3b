import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/config/package-root.ts';

describe('bin/drill keeps compiled code', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'drillmaster-launcher-'));
    mkdirSync(join(root, 'bin'));
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
    copyFileSync(join(packageRoot, 'bin/drill'), join(root, 'bin/drill'));
    writeFileSync(join(root, 'node_modules/.bin/node'), '#!/bin/sh\necho "${NODE_COMPILE_CACHE:-nowhere}"\n');
    for (const file of ['bin/drill', 'node_modules/.bin/node']) chmodSync(join(root, file), 0o755);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function keptIn(): string {
    const env = { PATH: process.env['PATH'], XDG_CACHE_HOME: join(root, 'caches') };
    return execFileSync(join(root, 'bin/drill'), { env, encoding: 'utf8' }).trim();
  }

  function prepare(mode: number): string {
    const cache = join(root, 'caches/drillmaster');
    mkdirSync(cache, { recursive: true });
    chmodSync(cache, mode);
    return cache;
  }

  test('in a folder that it makes', () => {
    expect(keptIn()).toBe(join(root, 'caches/drillmaster'));
  });

  test.each([0o700, 0o755])('in an existing folder of mode %o', (mode) => {
    const cache = prepare(mode);
    expect(keptIn()).toBe(cache);
  });

  test.each([0o777, 0o775, 0o757])('nowhere when others may write there, as with mode %o', (mode) => {
    prepare(mode);
    expect(keptIn()).toBe('nowhere');
  });

  test('nowhere when the folder is a symbolic link', () => {
    mkdirSync(join(root, 'caches'));
    mkdirSync(join(root, 'elsewhere'), { mode: 0o700 });
    symlinkSync(join(root, 'elsewhere'), join(root, 'caches/drillmaster'));
    expect(keptIn()).toBe('nowhere');
  });
});
