import { messageOf } from '../errors/operation-error.ts';
import { appendJournal, type JournalEntry, readJournal } from '../evidence/journal.ts';
import type { Log } from '../host/log.ts';

/** Where a heal is noted. `none`: this host has no journal of the drill, only a mark on the target told of the fault. */
export type HealJournal = { kind: 'file'; root: string } | { kind: 'none' };

interface HealNotes {
  /** All entries; none when they cannot be read. */
  read(): Promise<JournalEntry[]>;
  /** False when there is a journal and it took no entry. */
  write(entry: JournalEntry): Promise<boolean>;
}

/** A disk that takes no more entries, or has spoilt those it has, must not keep a fault in force: no note throws. */
export function openNotes(journal: HealJournal, log: Log): HealNotes {
  if (journal.kind === 'none') return { read: async () => [], write: async () => true };
  const { root } = journal;
  return {
    read: async () => await readJournal(root).catch(() => []),
    write: async (entry) => {
      try {
        await appendJournal(root, entry);
        return true;
      } catch (error) {
        log.warn('heal not journalled', { note: entry.kind, error: messageOf(error) });
        return false;
      }
    },
  };
}
