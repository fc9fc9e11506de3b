import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { messageOf } from '../errors/operation-error.ts';
import { evidenceFolder } from './folder.ts';
import { writeWhole } from './write-whole.ts';

const Manifest = z.strictObject({ schema: z.literal(1), files: z.record(z.string(), z.string()) });

/**
 * Writes the SHA-256 of every file of the folder, but of the manifest itself and of `run/`. The returned digest is the
 * manifest's own: kept in the drill's history it proves the folder unchanged.
 */
export async function sealEvidence(root: string): Promise<{ digest: string }> {
  const text = formatManifest(await hashFiles(root));
  await writeWhole(evidenceFolder(root).manifest, text);
  return { digest: digestOf(text) };
}

/** Every way in which the folder differs from its manifest, and that from its digest where it is known; empty when it is whole. */
export async function verifyEvidence(root: string, digest: string | null = null): Promise<string[]> {
  const read = await readManifest(root);
  if (typeof read === 'string') return [read];
  if (digest !== null && digest !== read.digest)
    return [`manifest changed: expected ${digest}, got ${read.digest}`];
  const manifest = read.files;
  const actual = await hashFiles(root).catch(messageOf);
  if (typeof actual === 'string') return [actual];
  const names = [...new Set([...Object.keys(manifest), ...Object.keys(actual)])].toSorted();
  return names.flatMap((name) => compareFile(name, manifest[name], actual[name]));
}

function compareFile(name: string, expected: string | undefined, actual: string | undefined): string[] {
  if (expected === actual) return [];
  if (actual === undefined) return [`file missing: expected ${name}, got nothing`];
  if (expected === undefined) return [`file unknown: expected only files of the manifest, got ${name}`];
  return [`file changed: expected ${name} with ${expected}, got ${actual}`];
}

function formatManifest(files: Record<string, string>): string {
  return `${JSON.stringify({ schema: 1, files }, null, 2)}\n`;
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

async function readManifest(
  root: string,
): Promise<{ files: Record<string, string>; digest: string } | string> {
  try {
    const text = await readFile(evidenceFolder(root).manifest, 'utf8');
    const { files } = Manifest.parse(JSON.parse(text));
    if (text !== formatManifest(files))
      return 'manifest changed: expected it as it was written, got another text';
    return { files, digest: digestOf(text) };
  } catch (error) {
    return `manifest unreadable: expected manifest.json with a digest per file, got: ${messageOf(error)}`;
  }
}

async function hashFiles(root: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await listFiles(root, '')).toSorted()) files[name] = await hashFile(join(root, name));
  return files;
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

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
