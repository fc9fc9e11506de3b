import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../errors/operation-error.ts';
import { evidenceFolder } from './folder.ts';
import { hashFile } from './hash-file.ts';
import { draftEnding, writeWhole } from './write-whole.ts';

/** Grows after the report too: a fault that was left in force is healed by its expiry, or by a person. */
const growing = 'journal.jsonl';

const Manifest = z.strictObject({
  schema: z.literal(1),
  files: z.record(z.string(), z.string()),
  /** Files that may grow: how long each was, in bytes, and the SHA-256 of that much of it. */
  beginnings: z.record(z.string(), z.strictObject({ bytes: z.int().nonnegative(), sha256: z.string() })),
});
type Manifest = z.infer<typeof Manifest>;

/**
 * Writes the SHA-256 of every file of the folder, but of the manifest itself and of `run/`; of the fault journal as it is now.
 * The returned digest is the manifest's own: kept in the drill's history it proves the folder unchanged.
 */
export async function writeManifest(root: string): Promise<{ digest: string }> {
  await removeDrafts(root);
  const { [growing]: _whole, ...files } = await hashFiles(root);
  const { bytes, sha256 } = await hashFile(evidenceFolder(root).journal);
  const text = formatManifest({ schema: 1, files, beginnings: { [growing]: { bytes, sha256 } } });
  await writeWhole(evidenceFolder(root).manifest, text, { durable: true });
  return { digest: digestOf(text) };
}

/** Every way in which the folder differs from its manifest, and that from its digest where it is known; empty when it is whole. */
export async function verifyEvidence(root: string, digest: string | null = null): Promise<string[]> {
  const manifest = await readManifest(root);
  if (typeof manifest === 'string') return [manifest];
  if (digest !== null && digest !== manifest.digest)
    return [`manifest changed: expected ${digest}, got ${manifest.digest}`];
  const actual = await hashFiles(root).catch(messageOf);
  if (typeof actual === 'string') return [actual];
  const begun = Object.keys(manifest.beginnings);
  const names = [...new Set([...Object.keys(manifest.files), ...Object.keys(actual)])].toSorted();
  const problems = names
    .filter((name) => !begun.includes(name))
    .flatMap((name) => compareFile(name, manifest.files[name], actual[name]));
  return [...problems, ...(await compareBeginnings(root, manifest)), ...(await listLate(root))];
}

/** How many bytes of the fault journal the report knew; null when there is no whole manifest. */
export async function readJournalLength(root: string): Promise<number | null> {
  const manifest = await readManifest(root);
  return typeof manifest === 'string' ? null : (manifest.beginnings[growing]?.bytes ?? null);
}

function compareFile(name: string, expected: string | undefined, actual: string | undefined): string[] {
  if (expected === actual) return [];
  if (actual === undefined) return [`file missing: expected ${name}, got nothing`];
  if (expected === undefined) return [`file unknown: expected only files of the manifest, got ${name}`];
  return [`file changed: expected ${name} with ${expected}, got ${actual}`];
}

async function compareBeginnings(root: string, { beginnings }: Manifest): Promise<string[]> {
  const compared = Object.entries(beginnings).map(async ([name, { bytes, sha256 }]): Promise<string[]> => {
    const now = await hashFile(join(root, name), bytes);
    if (now.bytes === bytes && now.sha256 === sha256) return [];
    return [`file changed: expected ${name} to begin with ${bytes} bytes of ${sha256}, got ${now.sha256}`];
  });
  return (await Promise.all(compared)).flat();
}

/** `run/` was removed before sealing: what is in it now came later. */
async function listLate(root: string): Promise<string[]> {
  const names: string[] = await readdir(evidenceFolder(root).run).catch(() => []);
  return names.toSorted().map((name) => `file unknown: expected nothing in run after the drill, got ${name}`);
}

function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

async function readManifest(root: string): Promise<(Manifest & { digest: string }) | string> {
  try {
    const text = await readFile(evidenceFolder(root).manifest, 'utf8');
    const manifest = Manifest.parse(JSON.parse(text));
    if (text !== formatManifest(manifest))
      return 'manifest changed: expected it as it was written, got another text';
    return { ...manifest, digest: digestOf(text) };
  } catch (error) {
    return `manifest unreadable: expected manifest.json with a digest per file, got: ${messageOf(error)}`;
  }
}

async function hashFiles(root: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await listFiles(root, '')).toSorted())
    files[name] = (await hashFile(join(root, name))).sha256;
  return files;
}

/** What a death in the middle of writing has left. */
async function removeDrafts(root: string): Promise<void> {
  for (const name of await listFiles(root, '')) if (name.endsWith(draftEnding)) await rm(join(root, name));
}

/** Paths with `/`, the same on every system. A link could point anywhere, so it is refused. */
async function listFiles(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const names = entries.map(async (entry): Promise<string[]> => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (name === 'manifest.json' || name === 'run') return [];
    if (entry.isDirectory()) return await listFiles(root, name);
    if (entry.isFile()) return [name];
    throw new Error(`evidence folder unreadable: expected files and folders only, got ${name}`);
  });
  return (await Promise.all(names)).flat();
}
