import { setTimeout as delay } from 'node:timers/promises';
import { companionFiles, Heartbeat } from './config.ts';
import { isRunning, signalProcess } from '../host/process-identity.ts';
import { readJson } from '../host/read-json.ts';

const pollMs = 10;
const rounds = 500;

/** Ends samplers that a dead companion left: two of one watch would write into one file. Returns when they are gone. */
export async function killOrphans(root: string): Promise<void> {
  const beat = await readJson(companionFiles(root).heartbeat, Heartbeat);
  const orphans = beat?.samplers.flatMap(({ process }) => (process === null ? [] : [process])) ?? [];
  for (const orphan of orphans) signalProcess(orphan, 'SIGKILL');
  for (let round = 0; round < rounds && orphans.some(isRunning); round += 1) await delay(pollMs);
}
