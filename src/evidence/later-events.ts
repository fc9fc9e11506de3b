import { readFile } from 'node:fs/promises';
import { type JournalEntry, parseJournal } from './journal.ts';
import { messageOf } from '../errors/operation-error.ts';
import { evidenceFolder } from './folder.ts';
import { readJournalLength } from './manifest.ts';

/**
 * What the fault journal says of the time after the report, in sentences: a fault that was left in force is healed by its expiry
 * or by a person, and the folder is still whole. What is no entry is a problem.
 */
export async function readLaterEvents(root: string): Promise<{ later: string[]; problems: string[] }> {
  const known = await readJournalLength(root);
  if (known === null) return { later: [], problems: [] };
  const bytes = await readFile(evidenceFolder(root).journal).catch(() => Buffer.alloc(0));
  try {
    const entries = parseJournal(bytes.subarray(known).toString('utf8'));
    return { later: entries.map(describeEntry), problems: [] };
  } catch (error) {
    return { later: [], problems: [messageOf(error)] };
  }
}

function describeEntry(entry: JournalEntry): string {
  const at = new Date(entry.at.at).toISOString();
  if (entry.kind === 'healing') return `${entry.step}: healing begun by ${entry.by} at ${at}`;
  if (entry.kind === 'healed') return `${entry.step}: healed by ${entry.by} at ${at}: ${entry.evidence}`;
  const what = 'step' in entry ? `${entry.step}: ${entry.kind}` : entry.kind;
  return `${what} at ${at}`;
}
