import type { PlanStep } from '../src/plan/plan.ts';
import type { FakeWorld } from '../test/support/fake-world.ts';
import { checkStep, doStep, fakePlan, injectStep } from '../test/support/fake-plan.ts';
import { startWorkflowBench, type WorkflowBench } from '../test/support/workflow-bench.ts';
import { type Cut, readCuts } from './history.ts';
import { type Bench, type Measurement, type Row, toRows } from './measurement.ts';

/** What a drill is asked to do; `first` is done before and not measured. */
interface Kind {
  name: string;
  first: PlanStep[];
  steps: (count: number) => PlanStep[];
  /** Of such steps in one drill. */
  atOnce: number;
}

const numbered = (step: (id: string) => PlanStep) => (count: number) =>
  Array.from({ length: count }, (_, index) => step(`step-${index}`));
const kinds: Kind[] = [
  { name: 'check', first: [], steps: numbered(checkStep), atOnce: 10 },
  { name: 'wait', first: [], steps: numbered(waitForWatch), atOnce: 10 },
  { name: 'action', first: [], steps: numbered(doStep), atOnce: 10 },
  { name: 'fault', first: [], steps: numbered(injectStep), atOnce: 10 },
  {
    name: 'action behind the seal',
    first: [doStep('fence')],
    steps: numbered((id) => doStep(id, { irreversible: 'it is one way' })),
    atOnce: 1,
  },
];

export const steps: Measurement = {
  name: 'steps',
  about:
    'Whole steps of the real workflows on a real server, with operations that take no time: all of it is what the engine adds. Where the ' +
    'time goes: the parts, each from the event before to the named one. `scheduled`, `told`: one workflow task, in which the server wakes ' +
    'the worker and is answered; `answered`: the activity, picked up at once; `has it`: the server has signalled the guardian.',
  run: measureSteps,
};

async function measureSteps(bench: Bench): Promise<Row[]> {
  const workflows = await bench.use(startWorkflowBench());
  workflows.world.behave = replaceByFence;
  const rows: Row[] = [];
  for (const kind of kinds) {
    const stretches: Cut[][] = [];
    while (stretches.length < bench.runs(20)) stretches.push(...(await runKind(workflows, kind)));
    rows.push(...describeKind(kind.name, stretches));
  }
  return rows;
}

function waitForWatch(id: string): PlanStep {
  const until = { kind: 'condition' as const, watch: 'reads', that: [], region: null };
  return { verb: 'wait', id, name: id, mark: null, onFailure: null, requires: [], until, withinMs: 10_000 };
}

/** Only a fence makes the seal look for faults that were healed since. */
const replaceByFence: FakeWorld['behave'] = async (what) => {
  if (what !== 'fence preview') return;
  const replaced = { component: 'database', region: null, id: 'db-1' };
  const preview = { changes: [], prior: {}, targets: [replaced], replaces: [replaced] };
  return { result: { kind: 'preview', preview } };
};

/** One drill; what its history shows of each step, with the last event before it. A check marks begin and end of what is measured. */
async function runKind(workflows: WorkflowBench, { name, first, steps, atOnce }: Kind): Promise<Cut[][]> {
  const measured = [checkStep('begin'), ...steps(atOnce), checkStep('end')];
  const drill = await workflows.start(
    fakePlan(`bench-${name.replaceAll(' ', '-')}`, [...first, ...measured]),
  );
  await drill.result();
  const cuts = (await readCuts(drill.handle)).filter(({ label }) => !label.endsWith('picked up'));
  const from = cuts.findIndex(({ step, label }) => step === 'begin' && label.endsWith('answered'));
  const to = cuts.findIndex(({ step }) => step === 'end');
  const each = (to - from - 1) / atOnce;
  if (!Number.isInteger(each)) throw new Error(`steps of ${name} differ: expected the same events of each`);
  return Array.from({ length: atOnce }, (_, index) =>
    cuts.slice(from + index * each, from + (index + 1) * each + 1),
  );
}

function describeKind(name: string, stretches: Cut[][]): Row[] {
  const whole = stretches.map((cuts) => ({ [name]: cuts.at(-1)!.atMs - cuts[0]!.atMs }));
  const parts = stretches.map((cuts) =>
    Object.fromEntries(
      cuts.slice(1).map((cut, index) => [`${index + 1}. ${cut.label}`, cut.atMs - cuts[index]!.atMs]),
    ),
  );
  const between = stretches.flatMap((cuts) => {
    const atOf = (label: RegExp) => cuts.find((cut) => label.test(cut.label))?.atMs;
    const [previewed, acting] = [atOf(/^preview answered/), atOf(/^(run|inject) scheduled/)];
    if (previewed === undefined || acting === undefined) return [];
    return [{ [`${name}: between preview and act`]: acting - previewed }];
  });
  return [...toRows('ms', whole), ...toRows('ms', between), ...toRows('ms', parts, true)];
}
