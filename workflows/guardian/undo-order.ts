import type { UndoEntry } from '../seam/messages.ts';

export type UndoTask = { act: 'undo' | 'heal' | 'keep'; entry: UndoEntry; why: string };

/**
 * What to take back and in which order: last in, first out. Faults are always healed. Actions are undone only while nothing
 * irreversible has started; those of one operation on one component collapse to the oldest, whose prior state is the start.
 * `finish` is the regular end: it heals what is left and undoes only what the plan wants undone at the end.
 */
export function orderUndo(entries: UndoEntry[], mode: 'unwind' | 'finish', sealed: boolean): UndoTask[] {
  const tasks = entries.toReversed().flatMap((entry): UndoTask[] => {
    if (entry.kind === 'fault') return [{ act: 'heal', entry, why: 'faults are always healed' }];
    if (sealed)
      return [{ act: 'keep', entry, why: 'after the point of no return a recovery is never undone' }];
    if (entry.undo === 'never') return [{ act: 'keep', entry, why: 'the runbook says never to undo it' }];
    if (mode === 'finish' && entry.undo === 'on-abort') return [];
    return [{ act: 'undo', entry, why: mode === 'finish' ? 'at the end' : 'back to the start' }];
  });
  // Undoing the oldest also undoes the newer ones of the same thing. One that is kept undoes nothing, so the newer ones stay in the list.
  return tasks.filter((task, index) => !tasks.slice(index + 1).some((older) => isTakenAlong(task, older)));
}

function isTakenAlong(newer: UndoTask, older: UndoTask): boolean {
  return newer.act === 'undo' && older.act === 'undo' && isSameThing(newer.entry, older.entry);
}

/** Whether undoing one also takes back the other. */
export function isSameThing(left: UndoEntry, right: UndoEntry): boolean {
  return (
    left.kind === 'action' &&
    right.kind === 'action' &&
    left.operation === right.operation &&
    left.component === right.component &&
    left.component !== null
  );
}
