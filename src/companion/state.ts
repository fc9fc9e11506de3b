import { readFile } from 'node:fs/promises';
import { readInstant } from '../host/clock.ts';
import { elapsedMs } from '../time/instant.ts';
import type { z } from 'zod';
import { companionFiles, Heartbeat } from './config.ts';
import { isRunning, ProcessIdentity } from './process-identity.ts';

/** A heart that has not beaten for so long stands still; it beats every 250 ms. */
const silentAfterMs = 3_000;

/** `absent`: none was started here. `silent`: the process is there, its heart is not. */
export type CompanionState =
  | { kind: 'absent' }
  | { kind: 'starting'; pid: number }
  | { kind: 'alive'; pid: number; beat: Heartbeat }
  | { kind: 'silent'; pid: number; beat: Heartbeat }
  | { kind: 'dead'; beat: Heartbeat | null };

/** How the companion of this evidence folder is. */
export async function readCompanionState(root: string): Promise<CompanionState> {
  const files = companionFiles(root);
  const identity = await readJson(files.pid, ProcessIdentity);
  const beat = await readJson(files.heartbeat, Heartbeat);
  if (identity === null) return beat === null ? { kind: 'absent' } : { kind: 'dead', beat };
  if (!isRunning(identity)) return { kind: 'dead', beat };
  const { pid } = identity;
  if (beat === null || beat.companion.startTicks !== identity.startTicks) return { kind: 'starting', pid };
  const silentMs = elapsedMs(beat.beatAt, readInstant());
  return silentMs > silentAfterMs ? { kind: 'silent', pid, beat } : { kind: 'alive', pid, beat };
}

/** The text of a file, or null when there is none. */
export async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** The content of a JSON file, or null when there is none. Throws when it has another shape. */
export async function readJson<Shape>(path: string, shape: z.ZodType<Shape>): Promise<Shape | null> {
  const text = await readText(path);
  return text === null ? null : shape.parse(JSON.parse(text));
}
