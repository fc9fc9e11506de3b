import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperationError } from '../errors/operation-error.ts';
import { evidenceFolder } from '../evidence/folder.ts';
import type { Target } from '../operation/contract.ts';
import type { JsonObject } from '../operation/json.ts';
import type { Instant } from '../time/instant.ts';

/** What may be broken and what was done about it, told to the disk before it is done. `expiresAt` is wall-clock epoch ms. */
export type JournalEntry = { at: Instant } & (
  | {
      kind: 'injecting';
      step: string;
      operation: string;
      component: string | null;
      with: JsonObject;
      prior: JsonObject;
      expiresAt: number;
    }
  | { kind: 'injected'; step: string }
  | { kind: 'sealed'; quarantine: Target[] }
  | { kind: 'healing'; step: string; by: string }
  | { kind: 'healed'; step: string; by: string; evidence: string }
  | { kind: 'closed' }
);

type Injecting = Extract<JournalEntry, { kind: 'injecting' }>;

/** A fault that may be in force: it was announced and nobody has proven it healed. */
export interface OpenFault extends Omit<Injecting, 'kind'> {
  /** Somebody has begun to heal it: nothing may inject it any more. */
  healing: boolean;
}

/** Appends one entry and returns when it is on the disk; a line torn by an earlier death is closed off first. */
export async function appendJournal(root: string, entry: JournalEntry): Promise<void> {
  const file = await open(evidenceFolder(root).journal, 'a+');
  try {
    const separator = (await endsTorn(file)) ? '\n' : '';
    await file.appendFile(`${separator}${JSON.stringify(entry)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(evidenceFolder(root).journal));
}

/**
 * All entries in order; empty when there is no journal. A torn line is left out: its writer never went on to act.
 * Throws OperationError `JournalUnreadable` for a whole line that is no entry.
 */
export async function readJournal(root: string): Promise<JournalEntry[]> {
  const path = evidenceFolder(root).journal;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap(parseLine);
}

/** The faults that may be in force after these entries, oldest first. An announcement after a heal opens the fault again. */
export function openFaults(entries: JournalEntry[]): OpenFault[] {
  const open = new Map<string, OpenFault>();
  for (const entry of entries) {
    if (entry.kind === 'injecting') {
      const { kind: _kind, ...fault } = entry;
      open.set(entry.step, { ...fault, healing: false });
    }
    if (entry.kind === 'healing') {
      const fault = open.get(entry.step);
      if (fault !== undefined) fault.healing = true;
    }
    if (entry.kind === 'healed') open.delete(entry.step);
  }
  return [...open.values()];
}

/** What must stay unreachable whatever is healed: set by the seal, empty before it. */
export function quarantineOf(entries: JournalEntry[]): Target[] {
  return entries.flatMap((entry) => (entry.kind === 'sealed' ? entry.quarantine : []));
}

type FileHandle = Awaited<ReturnType<typeof open>>;

async function endsTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = await file.read({ buffer: Buffer.alloc(1), position: size - 1 });
  return last.buffer.toString() !== '\n';
}

/** A new file is durable only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function parseLine(line: string): JournalEntry[] {
  if (line === '') return [];
  const entry = parseJson(line);
  if (entry === null) return [];
  if (typeof entry.kind === 'string' && typeof entry.at?.at === 'number') return [entry as JournalEntry];
  throw new OperationError({
    kind: 'JournalUnreadable',
    message: `fault journal unreadable: expected an entry with kind and at, got ${line.slice(0, 80)}`,
    hint: 'heal by hand what the drill broke, its report names it',
    retryable: false,
  });
}

function parseJson(line: string): Partial<JournalEntry> | null {
  try {
    return JSON.parse(line) as Partial<JournalEntry>;
  } catch {
    return null;
  }
}
