import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { OperationError } from '../errors/operation-error.ts';
import { evidenceFolder } from './folder.ts';
import { syncFolder } from './write-whole.ts';
import type { Target } from '../operation/contract.ts';
import { Instant } from '../time/instant-json.ts';

const step = z.string();
const by = z.string();
const JsonFields = z.record(z.string(), z.json());
const Quarantined = z.strictObject({ component: z.string(), region: z.string().nullable(), id: z.string() });

/** What may be broken and what was done about it, told to the disk before it is done. `expiresAt` is wall-clock epoch ms. */
const JournalEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('injecting'),
    at: Instant,
    step,
    operation: z.string(),
    component: z.string().nullable(),
    with: JsonFields,
    prior: JsonFields,
    expiresAt: z.number(),
    /** Which call of the step announced it; absent in journals of earlier versions. */
    round: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('injected'), at: Instant, step }),
  z.strictObject({ kind: z.literal('sealed'), at: Instant, quarantine: z.array(Quarantined) }),
  z.strictObject({ kind: z.literal('healing'), at: Instant, step, by }),
  z.strictObject({ kind: z.literal('healed'), at: Instant, step, by, evidence: z.string() }),
  z.strictObject({ kind: z.literal('closed'), at: Instant }),
]);
export type JournalEntry = z.infer<typeof JournalEntry>;

type Injecting = Extract<JournalEntry, { kind: 'injecting' }>;

/** A fault that may be in force: it was announced and nobody has proven it healed. */
export interface OpenFault extends Omit<Injecting, 'kind'> {
  /** Somebody has begun to heal it: nothing may inject it any more. */
  healing: boolean;
}

/** Who healed a fault, from the first attempt to the read-back. */
export interface HealRecord {
  by: string;
  healingAt: Instant;
  healedAt: Instant;
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
  await syncFolder(root);
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
  return parseJournal(text);
}

/** The entries of a journal's text, or of its end from the beginning of a line on. */
export function parseJournal(text: string): JournalEntry[] {
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

/** Who was the first to prove the latest announcement of a step's fault healed, and from when to when. Null while it is open. */
export function findHealed(entries: JournalEntry[], step: string): HealRecord | null {
  const since = sinceAnnounced(entries, step);
  const healed = since.find((entry) => entry.kind === 'healed');
  if (since[0]?.kind !== 'injecting' || healed === undefined) return null;
  const healing = since.find((entry) => entry.kind === 'healing' && entry.by === healed.by);
  return { by: healed.by, healingAt: healing?.at ?? healed.at, healedAt: healed.at };
}

/** When somebody first began to heal the latest announcement of a step's fault: it may be gone since then. */
export function findHealingAt(entries: JournalEntry[], step: string): Instant | null {
  return sinceAnnounced(entries, step).find(({ kind }) => kind === 'healing')?.at ?? null;
}

/** The entries of a step from its latest announcement on. */
function sinceAnnounced(entries: JournalEntry[], step: string): JournalEntry[] {
  const own = entries.filter((entry) => 'step' in entry && entry.step === step);
  return own.slice(own.findLastIndex(({ kind }) => kind === 'injecting'));
}

/** What must stay unreachable whatever is healed: set by the seal, empty before it. A later seal names all again. */
export function quarantineOf(entries: JournalEntry[]): Target[] {
  const seals = entries.flatMap((entry) => (entry.kind === 'sealed' ? [entry.quarantine] : []));
  return seals.reduce(laterOf, []);
}

/** Of two readings of the quarantine the later one: it only grows. */
export function laterOf(left: Target[], right: Target[]): Target[] {
  return right.length > left.length ? right : left;
}

type FileHandle = Awaited<ReturnType<typeof open>>;

async function endsTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = await file.read({ buffer: Buffer.alloc(1), position: size - 1 });
  return last.buffer.toString() !== '\n';
}

function parseLine(line: string): JournalEntry[] {
  const json = parseJson(line);
  if (json === undefined) return [];
  const parsed = JournalEntry.safeParse(json);
  if (parsed.success) return [parsed.data];
  throw new OperationError({
    kind: 'JournalUnreadable',
    message: `fault journal unreadable: expected an entry, got ${line.slice(0, 200)}`,
    hint: 'heal by hand what the drill broke: its timeline names it',
    retryable: false,
    cause: parsed.error,
  });
}

/** Undefined for a line that was torn, or is empty. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
