import { readFile } from 'node:fs/promises';
import { readInstant } from '../host/clock.ts';
import { elapsedMs } from '../time/instant.ts';
import { companionFiles, type Heartbeat } from './config.ts';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

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
  const identity = await readJson<ProcessIdentity>(files.pid);
  const beat = await readJson<Heartbeat>(files.heartbeat);
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

/** Files read here are written whole by this program: their shape is trusted. */
export async function readJson<Shape>(path: string): Promise<Shape | null> {
  const text = await readText(path);
  return text === null ? null : (JSON.parse(text) as Shape);
}
