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
import { type StartedDrill, type WorkflowBench, startWorkflowBench } from './workflow-bench.ts';

// Records what the present workflows do, for test/workflow/replay.test.ts: once for each released version, keeping the older
// files. Usage: node test/support/record-history.ts VERSION
interface Scenario {
  plan: (name: string) => Plan;
  /** What people say; returns when the drill can end by itself. */
  play: (drill: StartedDrill) => Promise<void>;
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
    plan: (name) => fakePlan(name, [injectStep('lose'), doStep('change'), waitStep('pause', 60_000)]),
    play: async (drill) => {
      await drill.until((status) => status.steps.at(-1)!.status === 'running');
      await drill.say('abort', alice);
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

async function approveOpen(drill: StartedDrill): Promise<void> {
  const { approval } = await drill.until((status) => status.approval !== null);
  await drill.say('approve', { code: approval!.code, name: 'alice' });
}

async function recordAll(bench: WorkflowBench, version: string): Promise<void> {
  for (const [name, scenario] of Object.entries(scenarios)) {
    bench.world.behave = async (what) => {
      if (what !== scenario.fails) return;
      throw new OperationError({ kind: 'Broken', message: 'it broke', hint: 'mend it', retryable: false });
    };
    const drill = await bench.start(scenario.plan(name));
    await scenario.play(drill);
    await drill.result();
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
  await recordAll(bench, process.argv[2] ?? 'unnamed');
} finally {
  await bench.stop();
}
