import {
  CancellationScope,
  CancelledFailure,
  allHandlersFinished,
  condition,
  isCancellation,
  log,
  workflowInfo,
} from '@temporalio/workflow';
import type { Report } from '../../src/report/report.ts';
import type { DrillInput, Listing } from '../seam/contract.ts';
import { abortRun, abortable } from './abort.ts';
import { abortOf, close, describeStop, endsDrill, finish } from './ending.ts';
import { engineActivities } from '../seam/activities.ts';
import { openDesk } from './desk.ts';
import { checkExpectations } from './expectations.ts';
import { DrillStopped, describeFailure, toEnd } from '../seam/failure.ts';
import { createEnd } from '../seam/failure-details.ts';
import { abandonToGuardian, askGuardian, releaseGuardian, startGuardian } from './guardian-link.ts';
import { startMeasuring, stopMeasuring } from './measure.ts';
import { enterPhase, record } from './record.ts';
import { type Run, createRun } from './run.ts';
import { isSealed } from './seal.ts';
import { runSteps } from './steps.ts';

type Outcome = Report['outcome'];

/**
 * Runs one drill: compile, take the lock, measure, check steady, run the steps, take back what must be taken back, judge.
 * Takes one JSON object `{runbook, environment, parameters?, occasion?, reason?, by?}`; `{}` answers what could be started.
 * A drill that has a report ends Completed whatever its verdict.
 */
export async function drill(input?: DrillInput): Promise<Report | Listing> {
  let run: Run | null = null;
  const { cancelRequested } = CancellationScope.current();
  const desk = openDesk(() => run);
  try {
    // What the drill does is decided by abort and seal alone; Temporal's cancel is an abort like any other.
    return await CancellationScope.nonCancellable(async () => {
      const prepared = await engineActivities(null, 60_000, { summary: 'compile the plan' })['drill.prepare'](
        input ?? {},
      );
      if (prepared.kind === 'listing') return prepared.listing;
      run = createRun(workflowInfo(), prepared);
      desk.hearEarly();
      const { report, cancelled } = await runDrill(run, cancelRequested);
      await condition(allHandlersFinished);
      if (cancelled) throw new CancelledFailure('the drill was cancelled; its report is in the evidence');
      return report;
    });
  } catch (error) {
    throw toEnd(error);
  }
}

async function runDrill(
  run: Run,
  cancelRequested: Promise<never>,
): Promise<{ report: Report; cancelled: boolean }> {
  let cancelled = false;
  cancelRequested.catch(() => {
    cancelled = true;
    abortRun(run, { name: null, reason: 'cancelled through Temporal', via: 'cancel' });
  });
  await startGuardian(run);
  try {
    const stopped = await runStory(run);
    if (stopped?.why === 'reset') return await endReset(run, stopped.message);
    const outcome = await takeBack(run, stopped);
    return { report: await judge(run, outcome), cancelled };
  } catch (error) {
    // Without a report nobody told the companion: its samplers must not go on writing into the target.
    await stopMeasuring(run, { attempts: 3 }).catch((cause: unknown) =>
      log.warn('the companion was not stopped', { cause }),
    );
    throw error;
  } finally {
    await releaseGuardian(run);
  }
}

/**
 * A reset run knows only a part of what was done: it leaves all to its guardian, which takes back what is in force and judges
 * the run that was reset, as that of any drill that is gone.
 */
async function endReset(run: Run, why: string): Promise<never> {
  close(run);
  enterPhase(run, 'going back');
  await abandonToGuardian(run).catch((error: unknown) =>
    log.warn('the guardian has ended before', { error }),
  );
  const message = `${why}; what was in force has been taken back`;
  const hint = `start a new drill; \`drill judge ${run.prepared.root}\` shows what this one did`;
  throw createEnd({ kind: 'Reset', message, hint });
}

/** Measuring, steady, then the steps; returns why they were left early, or null. Throws when nothing can be measured. */
async function runStory(run: Run): Promise<DrillStopped | null> {
  let measured = false;
  try {
    await startMeasuring(run);
    measured = true;
    enterPhase(run, 'checking that the service is steady');
    const steady = await abortable(run, () =>
      checkExpectations(run, run.plan.steady, { phase: 'steady', withinMs: settleWithinMs(run) }),
    );
    if (!steady) throw new DrillStopped('failed', 'not steady before the first step');
    enterPhase(run, 'running the steps');
    await runSteps(run, run.plan.steps);
    // An abort that came while the last step ended has been promised too.
    return endsDrill(run) ? describeStop(abortOf(run)!) : null;
  } catch (error) {
    if (error instanceof DrillStopped) return error;
    const abort = abortOf(run);
    if (abort !== null && isCancellation(error)) return describeStop(abort);
    if (!measured) throw error;
    log.error('drill stopped by an unexpected error', { error });
    return new DrillStopped('failed', describeFailure(error).message);
  }
}

/** Heals, undoes what has to be undone, and proves the end state: the start before the seal, `settled` after it. */
async function takeBack(
  run: Run,
  stopped: DrillStopped | null,
): Promise<{ outcome: Outcome; clean: boolean }> {
  close(run);
  enterPhase(run, stopped === null ? 'healing what is left' : 'going back');
  const stuck = await askGuardian(run, stopped === null ? { kind: 'finish' } : { kind: 'unwind' });
  enterPhase(run, 'checking the end state');
  const sealed = isSealed(run);
  const held = await checkExpectations(run, sealed ? run.plan.settled : run.plan.steady, {
    phase: sealed ? 'settled' : 'steady-again',
    withinMs: settleWithinMs(run),
  });
  return {
    outcome: outcomeOf(stopped, { sealed, stuck: stuck.length > 0 }),
    clean: stuck.length === 0 && held,
  };
}

function outcomeOf(
  stopped: DrillStopped | null,
  { sealed, stuck }: { sealed: boolean; stuck: boolean },
): Outcome {
  if (stuck) return 'stuck';
  if (stopped === null) return 'completed';
  return stopped.why === 'failed' && !sealed ? 'undone' : 'aborted';
}

async function judge(run: Run, { outcome, clean }: { outcome: Outcome; clean: boolean }): Promise<Report> {
  const { prepared, plan } = run;
  enterPhase(run, 'judging');
  const at = await stopMeasuring(run);
  record(run, { kind: 'drill-finished', at, outcome, clean });
  const host = engineActivities(prepared.hostQueue, 120_000);
  const judged = host['drill.judge']({
    root: prepared.root,
    plan,
    timeline: run.timeline,
    drill: { id: run.id, key: prepared.key },
    startedBy: prepared.startedBy,
    ...run.calls,
  });
  const { report } = await judged.catch(async (error: unknown) => {
    // An activity says so, the same in each replay. What a run knows of its own id is another in the replay of a reset run.
    const { kind, message } = describeFailure(error);
    if (kind === 'Reset') return await endReset(run, message);
    throw error;
  });
  finish(run, report);
  enterPhase(run, `finished: ${report.verdict}`);
  return report;
}

/** Long enough for several windows of the pace, short enough that a service that stays down is said to be down. */
function settleWithinMs(run: Run): number {
  return Math.max(10_000, 4 * run.plan.pace.sustainedMs);
}
