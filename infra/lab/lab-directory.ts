import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { ProcessIdentity, identifyProcess } from './processes/process-identity.ts';

export const LabDescription = z.object({
  id: z.string(),
  dir: z.string(),
  pid: z.int(),
  temporal: z.object({ address: z.string(), ui: z.string(), namespace: z.string() }),
  /** Root URL of the control API. */
  control: z.string(),
  environmentFile: z.string(),
  /** `127.0.0.1:PORT` each. */
  resolvers: z.array(z.string()),
  /** What a worker or the CLI needs to work with this lab. */
  env: z.record(z.string(), z.string()),
});
export type LabDescription = z.infer<typeof LabDescription>;

export interface LabDirectory {
  id: string;
  dir: string;
  remove(): void;
}

const DESCRIPTION_FILE = 'lab.json';
const OWNER_FILE = 'owner.json';

/** Where all labs of this user live. */
export function findBaseDirectory(): string {
  return path.join(tmpdir(), `drillmaster-${process.getuid?.() ?? 'user'}`);
}

/** Makes the directory of a new lab; it appears with its `owner.json` in one step, so that no other start takes it for abandoned. */
export function createLabDirectory(baseDir: string): LabDirectory {
  secureBaseDirectory(baseDir);
  const id = randomBytes(4).toString('hex');
  const dir = path.join(baseDir, `lab-${id}`);
  const unfinished = path.join(baseDir, `starting-${id}`);
  mkdirSync(unfinished);
  // Another user, who runs PostgreSQL when the lab is root's, must get through to its own data directory.
  chmodSync(unfinished, 0o711);
  writeFileSync(path.join(unfinished, OWNER_FILE), JSON.stringify(identifyProcess(process.pid)));
  renameSync(unfinished, dir);
  return { id, dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Keeps the description beside the lab; it holds the lab's passwords, so only its user may read it. */
export function writeDescription(description: LabDescription): void {
  writeFileSync(path.join(description.dir, DESCRIPTION_FILE), JSON.stringify(description), { mode: 0o600 });
}

/** The labs that are up; one that is still starting is not among them. */
export function listLabs(baseDir: string): LabDescription[] {
  return readNames(baseDir).flatMap((name) => readDescription(path.join(baseDir, name, DESCRIPTION_FILE)));
}

/** The supervisor of a lab; undefined when its directory is gone or half made. */
export function readOwner(dir: string): ProcessIdentity | undefined {
  try {
    return ProcessIdentity.parse(JSON.parse(readFileSync(path.join(dir, OWNER_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** A directory in a place open to all could have been made by someone else, to read along or to have files deleted. */
function secureBaseDirectory(baseDir: string): void {
  mkdirSync(baseDir, { recursive: true });
  const { uid } = lstatSync(baseDir);
  if (uid !== process.getuid?.()) {
    throw new Error(
      `making the lab's directory failed: expected ${baseDir} to belong to user ${process.getuid?.()}, got user ${uid}\nHINT: remove it, or set TMPDIR`,
    );
  }
  chmodSync(baseDir, 0o711);
}

function readNames(baseDir: string): string[] {
  try {
    return readdirSync(baseDir).filter((name) => name.startsWith('lab-'));
  } catch {
    return [];
  }
}

function readDescription(file: string): LabDescription[] {
  try {
    return [LabDescription.parse(JSON.parse(readFileSync(file, 'utf8')))];
  } catch {
    return [];
  }
}
