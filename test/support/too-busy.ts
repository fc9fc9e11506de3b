import { availableParallelism, loadavg } from 'node:os';
import type { TestContext } from 'vitest';
import type { Report } from '../../src/report/report.ts';

type Check = Report['checks'][number];

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test was skipped while it ran. */
    skipped?: string;
  }
}

/** The machine gave the samplers no time: the drill says nothing about the product. */
export class NotMeasured extends Error {
  override name = 'NotMeasured';
}

/** How the engine calls what was not measured because no sampler ran; whatever else is open is the product's. */
const unmeasuredGap = /^(the sampler stalled|attempts are missing)$/;
const unmeasuredCheck = /stall|missing|not measured/;

/** Whether a report is inconclusive for no other reason than that the machine was too busy; `matters`: only these checks count. */
export function wasTooBusy(report: Report, matters: (check: Check) => boolean = () => true): boolean {
  const open = report.checks.filter((check) => matters(check) && check.verdict === 'inconclusive');
  // A drill that was not steady did nothing: whatever else is open is so for that.
  const unsteady = open.filter(({ kind, window }) => kind === 'steady' && window.length > 0);
  const causes = unsteady.length > 0 ? unsteady : open;
  return (
    report.verdict !== 'fail' &&
    causes.length > 0 &&
    causes.every(({ why }) => unmeasuredCheck.test(why)) &&
    report.gaps.some(({ why }) => unmeasuredGap.test(why))
  );
}

/** Throws `NotMeasured` when nothing can be said by this report: call it before anything is expected of it. */
export function mustBeMeasured(report: Report, matters?: (check: Check) => boolean): void {
  if (wasTooBusy(report, matters)) throw new NotMeasured(`${report.drill}: ${report.headline}`);
}

const mostTries = 3;

/**
 * Runs a test whose drill must be measured. After `NotMeasured` it runs again, if `again` makes that possible, and is skipped with a
 * sentence when there is no try left: neither passed nor failed. On a machine with nothing else to do it fails, for there the product stalls.
 */
export function whenMeasured(run: () => Promise<void>, again: (() => Promise<unknown>) | null = null) {
  return async (context: TestContext): Promise<void> => {
    for (let triesLeft = again === null ? 1 : mostTries; ;) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof NotMeasured)) throw error;
        triesLeft -= 1;
        if (triesLeft === 0) return skip(context, error);
        await again?.();
      }
    }
  };
}

function skip(context: TestContext, error: NotMeasured): void {
  const load = loadavg()[0]!;
  const processors = availableParallelism();
  if (load <= processors)
    throw new Error(`samplers stalled on an idle machine: load ${load} of ${processors}`, { cause: error });
  const sentence = `the machine was too busy to measure (load ${load.toFixed(1)}, ${processors} processors): ${error.message}`;
  // For whoever sums up: the reporters' files do not hold the note of a skipped test.
  context.task.meta.skipped = sentence;
  context.skip(sentence);
}
