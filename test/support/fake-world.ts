import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import type { Plan } from '../../src/plan/plan.ts';
import { flattenSteps } from '../../src/plan/plan.ts';
import { readInstant } from '../../src/host/clock.ts';
import { requireSameRun } from '../../src/worker/same-run.ts';
import { toApplicationFailure } from '../../src/worker/failure.ts';
import type { Report } from '../../src/report/report.ts';
import type { TimelineEvent } from '../../src/timeline/timeline.ts';
import type {
  EngineActivities,
  JudgeCall,
  OperationAnswer,
  OperationCall,
} from '../../workflows/activity-contract.ts';

/**
 * Stands in for the operations and for measuring, so that the workflows can be tried alone: every call is written down, and
 * `behave` can answer, fail or hold one.
 */
export interface FakeWorld {
  plans: Record<string, Plan>;
  calls: string[];
  judged: JudgeCall[];
  /** Faults that the journal says were healed since the fence. */
  healedSince: string[];
  /** Writing the seal takes until this settles. */
  sealing: Promise<void> | null;
  /** Called for each `operation step phase`; throw to fail, wait to hold. */
  behave: (what: string, call: OperationCall) => Promise<Partial<OperationAnswer> | void>;
}

export function createFakeWorld(): FakeWorld {
  return { plans: {}, calls: [], judged: [], healedSince: [], sealing: null, behave: async () => {} };
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
    const timer = setInterval(() => context.heartbeat(), 100);
    try {
      const more = (await world.behave(what, call)) ?? {};
      const now = readInstant();
      return {
        startedAt: now,
        endedAt: now,
        attempt: context.info.attempt,
        calls: {},
        result: answer(call),
        ...more,
      };
    } catch (error) {
      throw toApplicationFailure(error, {
        signal: context.cancellationSignal,
        attempt: context.info.attempt,
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
    'drill.holder': async () => ({ holder: 'another drill' }),
    'clock.read': async () => readInstant(),
    'companion.start': async () => readInstant(),
    'companion.stop': async () => readInstant(),
    'watch.wait': async () => ({ held: true, at: readInstant(), seen: [], values: {} }),
    'journal.healed-since': async () => ({ healed: world.healedSince }),
    'journal.seal': async () => {
      await world.sealing;
      return readInstant();
    },
    'drill.judge': async (call) => {
      world.judged.push(call);
      return { report: fakeReport(call.timeline), manifestDigest: 'sha256:0' };
    },
  };
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
