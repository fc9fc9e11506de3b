import { isExpired } from '../faults/expiry.ts';
import { type OpenFault, openFaults, quarantineOf, readJournal } from '../evidence/journal.ts';
import { readCompanionState } from '../companion/state.ts';
import { messageOf } from '../errors/operation-error.ts';
import type { Target } from '../operation/contract.ts';
import type { Instant } from '../time/instant.ts';
import { type DrillFolder, listFolders, readFolder } from './drill-folders.ts';

/** A fault that a journal of this host calls open. */
export interface JournalFault {
  folder: DrillFolder;
  fault: OpenFault;
  quarantine: Target[];
  /** Its drill still runs, so it is meant to be there. */
  inForce: boolean;
}

export interface FaultSearch {
  home: string;
  /** Name of the environment; null: all. */
  environment: string | null;
  /** Keys of the drills that are open in Temporal; null when it cannot be asked. */
  openKeys: ReadonlySet<string> | null;
  now: Instant;
}

export interface FoundFaults {
  faults: JournalFault[];
  /** Folders that cannot be read, in sentences: something may be in force that nobody knows of. */
  problems: string[];
}

/** Every fault that the journals of a home call open. One unreadable folder does not hide the others. */
export async function findFaults(search: FaultSearch): Promise<FoundFaults> {
  const found: FoundFaults = { faults: [], problems: [] };
  for (const root of await listFolders(search.home)) {
    try {
      found.faults.push(...(await findInFolder(root, search)));
    } catch (error) {
      found.problems.push(`${root}: ${messageOf(error)}`);
    }
  }
  return found;
}

async function findInFolder(root: string, search: FaultSearch): Promise<JournalFault[]> {
  const entries = await readJournal(root);
  const open = openFaults(entries);
  if (open.length === 0) return [];
  const folder = await readFolder(root);
  if (folder === null) {
    const steps = open.map(({ step, operation }) => `${step} (${operation})`).join(', ');
    throw new Error(`open faults cannot be healed: expected the plan of their drill, got none: ${steps}`);
  }
  if (search.environment !== null && folder.surroundings.environment !== search.environment) return [];
  const attended = await isAttended(folder, search.openKeys);
  const quarantine = quarantineOf(entries);
  return open.map((fault) => {
    const inForce = attended && !isExpired(fault, search.now);
    return { folder, fault, quarantine, inForce };
  });
}

/** Without Temporal a living companion says so: it will heal in time. */
async function isAttended(
  { root, drill }: DrillFolder,
  openKeys: ReadonlySet<string> | null,
): Promise<boolean> {
  if (openKeys !== null) return openKeys.has(drill.key);
  return (await readCompanionState(root)).kind === 'alive';
}
