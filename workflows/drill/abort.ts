import { CancellationScope } from '@temporalio/workflow';
import { type Abort, abortOf, noteAbort } from './ending.ts';
import { record } from './record.ts';
import type { Run } from './run.ts';
import { isSealed } from './seal.ts';

/** From now on the drill is being aborted: what is under way is cancelled. */
export function abortRun(run: Run, abort: Abort): void {
  noteAbort(run, abort);
  const { name, reason } = abort;
  record(run, { kind: 'aborted', at: null, name, reason, sealed: isSealed(run) });
  for (const scope of run.scopes) scope.cancel();
}

/**
 * Runs what an abort cancels: all else of a drill runs in one non-cancellable scope. The work is not begun when an abort has
 * come before it: nothing would cancel it any more.
 */
export async function abortable<Result>(run: Run, work: () => Promise<Result>): Promise<Result> {
  const scope = new CancellationScope({ cancellable: true });
  run.scopes.add(scope);
  if (abortOf(run) !== null) scope.cancel();
  try {
    return await scope.run(work);
  } finally {
    run.scopes.delete(scope);
  }
}
