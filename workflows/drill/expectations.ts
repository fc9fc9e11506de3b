import { isCancellation, sleep } from '@temporalio/workflow';
import type { Expectation } from '../../src/plan/plan.ts';
import { evaluateValues } from '../../src/condition/evaluate-values.ts';
import type { ExpectationResult, TimelineEvent } from '../../src/timeline/timeline.ts';
import type { Instant } from '../../src/time/instant.ts';
import { engineActivities } from '../seam/activities.ts';
import { describeFailure } from '../seam/failure.ts';
import { readClock } from './clock.ts';
import { callPlanned } from './operate.ts';
import { record } from './record.ts';
import type { Run } from './run.ts';

type Phase = Extract<TimelineEvent, { kind: 'expectations-checked' }>['phase'];

/** Checks all expectations side by side, each until it holds or `withinMs` has passed; true when every one held. */
export async function checkExpectations(
  run: Run,
  expectations: Expectation[],
  { phase, withinMs }: { phase: Phase; withinMs: number },
): Promise<boolean> {
  const since = await readClock(run);
  const results = await Promise.all(
    expectations.map((expectation) =>
      expectation.kind === 'watch'
        ? checkWatch(run, expectation, { since, withinMs })
        : checkValues(run, expectation, Date.now() + withinMs),
    ),
  );
  record(run, { kind: 'expectations-checked', at: await readClock(run), phase, results });
  return results.every((result) => result.held === true);
}

// Each look is in the history, which ends a drill that outgrows it.
const shortestPauseMs = 500;
const longestPauseMs = 15_000;

async function checkWatch(
  run: Run,
  expectation: Extract<Expectation, { kind: 'watch' }>,
  { since, withinMs }: { since: Instant; withinMs: number },
): Promise<ExpectationResult> {
  const { hostQueue, root } = run.prepared;
  const { id, watch, that, region } = expectation;
  const activity = engineActivities(hostQueue, withinMs + 60_000, { summary: `${id}: ${watch}` });
  const answer = await activity['watch.wait']({
    root,
    watch,
    that,
    region,
    sustainedMs: run.plan.pace.sustainedMs,
    since,
    withinMs,
  });
  return { id, held: answer.held, seen: answer.seen, values: answer.values };
}

async function checkValues(
  run: Run,
  expectation: Extract<Expectation, { kind: 'check' }>,
  untilMs: number,
): Promise<ExpectationResult> {
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(longestPauseMs, 1.5 * pauseMs)) {
    const result = await tryValues(run, expectation);
    if (result.held === true || Date.now() >= untilMs) return result;
    await sleep(pauseMs, { summary: `${expectation.id}: until the next look` });
  }
}

async function tryValues(
  run: Run,
  expectation: Extract<Expectation, { kind: 'check' }>,
): Promise<ExpectationResult> {
  const { id, that } = expectation;
  try {
    const answer = await callPlanned(run, expectation, { phase: 'check' });
    const { values } = answer.result.outcome;
    return { id, values, ...evaluateValues(that, values) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { id, held: 'unknown', seen: [describeFailure(error).message], values: {} };
  }
}
