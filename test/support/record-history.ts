import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OperationError } from '../../src/errors/operation-error.ts';
import type { Plan } from '../../src/plan/plan.ts';
import {
  approveStep,
  checkStep,
  doStep,
  fakePlan,
  healStep,
  injectStep,
  together,
  waitStep,
} from './fake-plan.ts';
import { resetWorkflow } from './reset-workflow.ts';
import { waitFor } from './wait-for.ts';
import { type StartedDrill, type WorkflowBench, startWorkflowBench } from './workflow-bench.ts';

// Records what the present workflows do, for test/workflow/replay.test.ts: once for each released version, keeping the older
// files. Usage: node test/support/record-history.ts VERSION
interface Scenario {
  plan: (name: string) => Plan;
  /** What people and fate do; returns when the drill can end by itself. */
  play: (drill: StartedDrill, bench: WorkflowBench) => Promise<void>;
  /** The call that fails, if any. */
  fails?: string;
}

const irreversible = { irreversible: 'cannot be undone' };
const alice = { name: 'alice', reason: 'recorded' };

const scenarios: Record<string, Scenario> = {
  completed: {
    plan: (name) =>
      fakePlan(name, [
        injectStep('lose'),
        approveStep('declare'),
        doStep('fence'),
        doStep('promote', irreversible),
        together('swap', [checkStep('left')], [checkStep('right')]),
        healStep('back', 'lose'),
      ]),
    play: approveOpen,
  },
  undone: {
    plan: (name) => fakePlan(name, [injectStep('lose'), doStep('change'), doStep('broken')]),
    play: async () => {},
    fails: 'broken run',
  },
  aborted: {
    plan: paused,
    play: async (drill) => {
      await untilPaused(drill);
      await drill.say('abort', alice);
    },
  },
  cancelled: {
    plan: paused,
    play: async (drill) => {
      await untilPaused(drill);
      await drill.handle.cancel();
    },
  },
  terminated: {
    plan: paused,
    play: async (drill) => {
      await untilPaused(drill);
      await drill.handle.terminate('recorded');
    },
  },
  reset: {
    plan: paused,
    play: async (drill, bench) => {
      await untilPaused(drill);
      await resetDrill(bench, drill);
    },
  },
  'approval-expired': {
    plan: (name) => fakePlan(name, [injectStep('lose'), approveStep('declare', { withinMs: 300 })]),
    play: async () => {},
  },
  'retried-and-given-up': {
    plan: (name) => fakePlan(name, [injectStep('lose'), doStep('promote', irreversible), doStep('broken')]),
    play: async (drill) => {
      await drill.until((status) => status.asked !== null);
      await drill.say('retry', alice);
      await drill.until((status) => status.steps.at(-1)!.status === 'running');
      await drill.until((status) => status.asked !== null);
      await drill.say('give-up', alice);
    },
    fails: 'broken run',
  },
};

/** Injected, changed, and waiting. */
function paused(name: string): Plan {
  return fakePlan(name, [injectStep('lose'), doStep('change'), waitStep('pause', 60_000)]);
}

async function untilPaused(drill: StartedDrill): Promise<void> {
  await drill.until((status) => status.steps.at(-1)!.status === 'running');
}

/** The run that goes on after it ends at its first act, which is an abort. */
async function resetDrill({ client }: WorkflowBench, { id }: StartedDrill): Promise<void> {
  await resetWorkflow(client, id, 'last');
  await waitFor(() =>
    client.workflow
      .getHandle(id)
      .executeUpdate('abort', { args: [alice] })
      .catch(() => null),
  );
}

async function approveOpen(drill: StartedDrill): Promise<void> {
  const { approval } = await drill.until((status) => status.approval !== null);
  await drill.say('approve', { code: approval!.code, name: 'alice' });
}

/** One that cannot start: it fails before it has a guardian. */
async function recordFailed(bench: WorkflowBench, version: string): Promise<void> {
  const options = {
    taskQueue: 'drillmaster',
    workflowId: 'drill-failed',
    args: [{ environment: 'nowhere' }],
  };
  await bench.client.workflow.execute('drill', options).catch(() => null);
  await save(bench, options.workflowId, `${version}-failed-drill`);
}

async function recordAll(bench: WorkflowBench, version: string): Promise<void> {
  for (const [name, scenario] of Object.entries(scenarios)) {
    bench.world.behave = async (what) => {
      if (what !== scenario.fails) return;
      throw new OperationError({ kind: 'Broken', message: 'it broke', hint: 'mend it', retryable: false });
    };
    const drill = await bench.start(scenario.plan(name));
    await scenario.play(drill, bench);
    // However it ends: its history counts.
    await bench.client.workflow
      .getHandle(drill.id)
      .result()
      .catch(() => null);
    await bench.client.workflow.getHandle(`drillmaster/${name}`).result();
    await save(bench, drill.id, `${version}-${name}-drill`);
    await save(bench, `drillmaster/${name}`, `${version}-${name}-guardian`);
  }
}

/** Without what tells of the machine: identities and sticky queues (`pid@host`), and the paths of stack traces. */
async function save(bench: WorkflowBench, id: string, name: string): Promise<void> {
  const history = historyToJSON(await bench.client.workflow.getHandle(id).fetchHistory())
    .replaceAll(/"\d+@[^"]*"/g, '"test"')
    .replaceAll(/"stackTrace":\s*"(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
  const file = fileURLToPath(new URL(`../workflow/histories/${name}.json`, import.meta.url));
  await writeFile(file, `${JSON.stringify(JSON.parse(history), null, 1)}\n`);
  console.log(`wrote ${name}`);
}

const bench = await startWorkflowBench();
try {
  const version = process.argv[2] ?? 'unnamed';
  await recordAll(bench, version);
  await recordFailed(bench, version);
} finally {
  await bench.stop();
}
