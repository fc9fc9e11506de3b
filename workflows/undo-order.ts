import type { UndoEntry } from './messages.ts';

export type UndoTask = { act: 'undo' | 'heal' | 'keep'; entry: UndoEntry; why: string };

/**
 * What to take back and in which order: last in, first out. Faults are always healed. Actions are undone only while nothing
 * irreversible has started; entries of one operation on one component collapse to the oldest, whose prior state is the start.
 * `finish` is the regular end: it heals what is left and undoes only what the plan wants undone at the end.
 */
export function orderUndo(entries: UndoEntry[], mode: 'unwind' | 'finish', sealed: boolean): UndoTask[] {
  const newestFirst = entries.toReversed();
  return newestFirst.flatMap((entry, index): UndoTask[] => {
    if (entry.kind === 'fault') return [{ act: 'heal', entry, why: 'faults are always healed' }];
    if (sealed)
      return [{ act: 'keep', entry, why: 'after the point of no return a recovery is never undone' }];
    if (entry.undo === 'never') return [{ act: 'keep', entry, why: 'the runbook says never to undo it' }];
    if (mode === 'finish' && entry.undo === 'on-abort') return [];
    const older = newestFirst.slice(index + 1).some((other) => isSameThing(other, entry));
    return older ? [] : [{ act: 'undo', entry, why: mode === 'finish' ? 'at the end' : 'back to the start' }];
  });
}

function isSameThing(left: UndoEntry, right: UndoEntry): boolean {
  return (
    left.kind === 'action' &&
    left.operation === right.operation &&
    left.component === right.component &&
    left.component !== null
  );
}
