import { sleep } from '@temporalio/workflow';
import type { WaitStep } from '../../../src/plan/plan.ts';
import { quoteConditions } from '../../../src/condition/quote-conditions.ts';
import { formatDuration } from '../../../src/time/duration.ts';
import { engineActivities } from '../../seam/activities.ts';
import { type Found, StepFailed } from '../../seam/failure.ts';
import { readClock } from '../clock.ts';
import type { Run } from '../run.ts';

/** Waits for a time, or until the recorded samples meet a condition over the pace's window. */
export async function runWait(run: Run, step: WaitStep): Promise<Found> {
  const { until } = step;
  const { hostQueue, root } = run.prepared;
  const since = await readClock(run);
  if (until.kind === 'time') {
    await sleep(until.ms, { summary: `${step.id}: wait ${formatDuration(until.ms)}` });
    return { at: await readClock(run), attempts: 1, values: {}, details: {} };
  }
  const wait = engineActivities(hostQueue, step.withinMs + 60_000, { summary: `${step.id}: ${until.watch}` });
  const answer = await wait['watch.wait']({
    root,
    watch: until.watch,
    that: until.that,
    region: until.region,
    sustainedMs: run.plan.pace.sustainedMs,
    since,
    withinMs: step.withinMs,
  });
  if (answer.held !== true) {
    throw new StepFailed({
      kind: 'WaitTimeout',
      message: `${step.id} did not come true within ${formatDuration(step.withinMs)}: expected ${quoteConditions(until.that)}, got ${answer.seen.join(', ')}`,
      hint: 'look at the samples of the watch',
    });
  }
  return { at: answer.at, attempts: 1, values: answer.values, details: { seen: answer.seen } };
}
