import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { type Plan, flattenSteps } from '../../src/plan/plan.ts';
import { readInstant } from '../../src/host/clock.ts';
import { type CallCounter, createCallCounter } from '../../src/worker/call-counter.ts';
import { requireSameRun } from '../../src/worker/same-run.ts';
import { toApplicationFailure } from '../../src/worker/failure.ts';
import type { Report } from '../../src/report/report.ts';
import type { TimelineEvent } from '../../src/timeline/timeline.ts';
import type {
  AbandonedCall,
  EngineActivities,
  JudgeCall,
  OperationAnswer,
  OperationCall,
} from '../../workflows/seam/contract.ts';

/**
 * Stands in for the operations and for measuring, so that the workflows can be tried alone: every call is written down, and
 * `behave` can answer, fail or hold one.
 */
export interface FakeWorld {
  plans: Record<string, Plan>;
  calls: string[];
  judged: JudgeCall[];
  abandoned: AbandonedCall[];
  /** How often the companion was told to stop. */
  stops: number;
  /** Faults that the journal says were healed since the fence. */
  healedSince: string[];
  /** Engine activities that take until their promise settles, or until they are cancelled. */
  held: Partial<Record<keyof EngineActivities, Promise<void>>>;
  /** Called for each `operation step phase`; throw to fail, wait to hold. `count` is told of AWS calls that it makes. */
  behave: (
    what: string,
    call: OperationCall,
    count: CallCounter['count'],
  ) => Promise<Partial<OperationAnswer> | void>;
}

export function createFakeWorld(): FakeWorld {
  return {
    plans: {},
    calls: [],
    judged: [],
    abandoned: [],
    stops: 0,
    healedSince: [],
    held: {},
    behave: async () => {},
  };
}

/** Phases of one step in the order in which they were called: `lose inject`. */
export function callsOf(world: FakeWorld, step: string): string[] {
  return world.calls.filter((call) => call.startsWith(`${step} `));
}

export function fakeActivities(world: FakeWorld) {
  return { ...fakeEngine(world), ...fakeOperations(world) };
}

function fakeOperations(world: FakeWorld) {
  const run = async (call: OperationCall): Promise<OperationAnswer> => {
    const what = `${call.drill.step} ${call.phase}`;
    const context = Context.current();
    requireSameRun(call, context.info.workflowExecution?.runId ?? null);
    world.calls.push(what);
    const counter = createCallCounter(context.info.attempt, context.info.heartbeatDetails);
    const beat = () => context.heartbeat(counter.details(null));
    beat();
    const timer = setInterval(beat, 100);
    try {
      const more = (await world.behave(what, call, counter.count)) ?? {};
      const now = readInstant();
      return {
        startedAt: now,
        endedAt: now,
        attempt: context.info.attempt,
        ...counter.total(),
        answered: counter.answered(),
        result: answer(call),
        ...more,
      };
    } catch (error) {
      counter.end();
      beat();
      throw toApplicationFailure(error, {
        signal: context.cancellationSignal,
        attempt: context.info.attempt,
        ...counter.total(),
      });
    } finally {
      clearInterval(timer);
    }
  };
  return { 'fake.change': run, 'fake.break': run, 'fake.look': run };
}

function answer(call: OperationCall): OperationAnswer['result'] {
  const outcome = { values: {}, details: {} };
  if (call.phase === 'preview') {
    const targets = call.component === null ? [] : [{ component: call.component, region: null, id: 'db-1' }];
    return {
      kind: 'preview',
      preview: { changes: [{ target: 'db-1', what: 'x', from: '1', to: '2' }], prior: { x: 1 }, targets },
    };
  }
  if (call.phase === 'inject')
    return { kind: 'injected', outcome, announcedAt: readInstant(), expiresAt: Date.now() + call.ttlMs };
  if (call.phase === 'confirm' || call.phase === 'heal') {
    return { kind: 'confirmation', confirmation: { confirmed: true, evidence: 'seen' } };
  }
  return { kind: 'outcome', outcome };
}

function fakeEngine(world: FakeWorld): EngineActivities {
  return {
    'drill.prepare': async (input) => {
      await hold(world, 'drill.prepare');
      const plan = world.plans[(input as { environment?: string }).environment ?? ''];
      if (plan === undefined) throw ApplicationFailure.nonRetryable('no such plan', 'InvalidInput');
      const approvals = flattenSteps(plan.steps).filter(({ verb }) => verb === 'approve');
      const codes = Object.fromEntries(approvals.map(({ id }) => [id, `CODE-${id}`.toUpperCase()]));
      return {
        kind: 'plan',
        plan,
        key: 'k1',
        codes,
        hostQueue: 'drillmaster',
        runId: Context.current().info.workflowExecution!.runId,
        root: '/nowhere',
        startedBy: 'carol',
        reason: null,
      };
    },
    'drill.holder': async () => ({ holder: 'another drill', orphaned: false }),
    'clock.read': async () => readInstant(),
    'companion.start': async () => {
      await hold(world, 'companion.start');
      return readInstant();
    },
    'companion.stop': async () => {
      world.stops += 1;
      return readInstant();
    },
    'watch.wait': async () => ({ held: true, at: readInstant(), seen: [], values: {} }),
    'journal.healed-since': async () => ({ healed: world.healedSince }),
    'journal.seal': async () => {
      await hold(world, 'journal.seal');
      return readInstant();
    },
    'drill.close-abandoned': async (call) => {
      world.abandoned.push(call);
      return { verdict: 'inconclusive', manifestDigest: 'sha256:0' };
    },
    'drill.judge': async (call) => {
      world.judged.push(call);
      return { report: fakeReport(call.timeline), manifestDigest: 'sha256:0' };
    },
  };
}

async function hold(world: FakeWorld, activity: keyof EngineActivities): Promise<void> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), 100);
  try {
    await Promise.race([world.held[activity], context.cancelled]);
  } finally {
    clearInterval(timer);
  }
}

/** Only what the workflow itself decides: outcome and cleanness. Judging is tested elsewhere. */
function fakeReport(timeline: TimelineEvent[]): Report {
  const finished = timeline.findLast((event) => event.kind === 'drill-finished');
  return {
    verdict: 'inconclusive',
    headline: 'nothing was measured',
    outcome: finished?.outcome,
    clean: finished?.clean,
  } as Report;
}
