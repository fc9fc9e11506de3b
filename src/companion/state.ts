import { readInstant } from '../host/clock.ts';
import { elapsedMs } from '../time/instant.ts';
import { companionFiles, Heartbeat } from './config.ts';
import { readJson } from '../host/read-json.ts';
import { isRunning, ProcessIdentity } from '../host/process-identity.ts';

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
