import { Context } from '@temporalio/activity';
import { doStep, fakePlan, injectStep } from '../test/support/fake-plan.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { startWorkflowBench, type WorkflowBench } from '../test/support/workflow-bench.ts';
import { type Bench, type Measurement, type Row, toRows } from './measurement.ts';

export const abort: Measurement = {
  name: 'abort',
  about:
    'A drill with a fault and two actions in force is aborted while a third action runs; operations take no time. Where the time goes: ' +
    'the cancel reaches the action by the server and its worker; then the guardian takes back one entry after the other, each a round ' +
    'trip or more (a heal is also proven); then the end state is checked, all is judged, and the lock is freed.',
  run: measureAbort,
};

async function measureAbort(bench: Bench): Promise<Row[]> {
  const workflows = await bench.use(startWorkflowBench());
  const found: Record<string, number>[] = [];
  for (let run = 0; run < bench.runs(10); run++) found.push(await timeAbort(workflows));
  return toRows('ms', found);
}

async function timeAbort(workflows: WorkflowBench): Promise<Record<string, number>> {
  const { world } = workflows;
  let stoppedMs = Number.NaN;
  let takenBackMs = Number.NaN;
  world.calls.length = 0;
  world.behave = async (what) => {
    if (/(undo|heal)$/.test(what)) takenBackMs = performance.now();
    if (what !== 'third run') return;
    await Context.current().cancelled.finally(() => (stoppedMs = performance.now()));
  };
  const steps = [injectStep('lose'), doStep('first'), doStep('second'), doStep('third')];
  const drill = await workflows.start(fakePlan('bench-abort', steps));
  await waitFor(async () => world.calls.includes('third run') || null);
  const beganMs = performance.now();
  await drill.say('abort', { name: 'alice', reason: 'measured' });
  const answeredMs = performance.now();
  await drill.result();
  const endedMs = performance.now();
  return {
    'abort to its answer': answeredMs - beganMs,
    'abort to the last forward call stopped': stoppedMs - beganMs,
    'abort to everything taken back': takenBackMs - beganMs,
    'abort to the report': endedMs - beganMs,
  };
}
