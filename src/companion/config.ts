import { join } from 'node:path';
import { z } from 'zod';
import type { DrillRef } from '../operation/contract.ts';
import { evidenceFolder } from '../evidence/folder.ts';
import type { Surroundings } from '../operation/surroundings.ts';
import type { PlannedWatch } from '../plan/plan.ts';
import { Instant } from '../time/instant-json.ts';
import { ProcessIdentity } from '../host/process-identity.ts';

/** What a companion is started with. `root` is the evidence folder of its drill. No secrets: it has the launcher's environment. */
export interface CompanionConfig {
  schema: 1;
  root: string;
  drill: DrillRef;
  surroundings: Surroundings;
  watches: PlannedWatch[];
}

/** The program that reads it is the one that wrote it: only the version is looked at. */
export const CompanionConfig = z.custom<CompanionConfig>(
  (value) => typeof value === 'object' && value !== null && 'schema' in value && value.schema === 1,
);

/** `sampling`: samplers run. `guarding`: told to stop, but a fault may still be in force. */
const CompanionPhase = z.enum(['sampling', 'stopping', 'guarding']);
export type CompanionPhase = z.infer<typeof CompanionPhase>;

/** What a companion says about itself four times a second. */
export const Heartbeat = z.strictObject({
  beatAt: Instant,
  companion: ProcessIdentity,
  phase: CompanionPhase,
  samplers: z.array(
    z.strictObject({ watch: z.string(), process: ProcessIdentity.nullable(), restarts: z.int() }),
  ),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

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
