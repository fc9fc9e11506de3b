import { join } from 'node:path';
import { evidenceFolder } from '../evidence/folder.ts';
import type { Surroundings } from '../operation/surroundings.ts';
import type { PlannedWatch } from '../plan/plan.ts';
import type { Instant } from '../time/instant.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** What a companion is started with. `root` is the evidence folder of its drill. No secrets: it has the launcher's environment. */
export interface CompanionConfig {
  schema: 1;
  root: string;
  drill: { id: string; key: string };
  surroundings: Surroundings;
  watches: PlannedWatch[];
}

/** `sampling`: samplers run. `guarding`: told to stop, but a fault may still be in force. */
export type CompanionPhase = 'sampling' | 'stopping' | 'guarding';

/** What a companion says about itself four times a second. */
export interface Heartbeat {
  beatAt: Instant;
  companion: ProcessIdentity;
  phase: CompanionPhase;
  samplers: { watch: string; process: ProcessIdentity | null; restarts: number }[];
}

/** Files of a running companion, below `run/` of the evidence folder. */
export function companionFiles(root: string) {
  const { run } = evidenceFolder(root);
  return {
    config: join(run, 'companion.json'),
    pid: join(run, 'companion.pid'),
    heartbeat: join(run, 'companion-heartbeat.json'),
    stop: join(run, 'companion.stop'),
    log: join(run, 'companion.log'),
  };
}
