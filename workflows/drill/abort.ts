import { CancellationScope } from '@temporalio/workflow';
import type { Run } from './run.ts';

/**
 * Runs what an abort cancels: all else of a drill runs in one non-cancellable scope. The work is not begun when an abort has
 * come before it: nothing would cancel it any more.
 */
export async function abortable<Result>(run: Run, work: () => Promise<Result>): Promise<Result> {
  const scope = new CancellationScope({ cancellable: true });
  run.scopes.add(scope);
  if (run.abort !== null) scope.cancel();
  try {
    return await scope.run(work);
  } finally {
    run.scopes.delete(scope);
  }
}
