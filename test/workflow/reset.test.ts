import { expect, test } from 'vitest';
import { approveStep, checkStep, fakePlan, injectStep } from '../support/fake-plan.ts';
import { callsOf } from '../support/fake-world.ts';
import { resetWorkflow } from '../support/reset-workflow.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';
import { waitFor } from '../support/wait-for.ts';

const bench = useWorkflowBench();

test('a drill that is reset after it was judged replays to its end', async () => {
  const drill = await bench.start(fakePlan('again', [injectStep('lose'), checkStep('look')]));
  await drill.result();

  await resetWorkflow(bench.client, drill.id, 'last');

  expect(await bench.client.workflow.getHandle(drill.id).result()).toMatchObject({ outcome: 'completed' });
  expect(callsOf(bench.world, 'lose').filter((call) => call.endsWith('heal'))).toHaveLength(1);
});

test('the reset of an old drill leaves the guardian of the one that runs now alone', async () => {
  const old = await bench.start(fakePlan('shared', [checkStep('look')]));
  await old.result();
  const running = await bench.start(fakePlan('shared', [injectStep('lose'), approveStep('declare')]));
  const { approval } = await running.until((status) => status.approval !== null);

  await resetWorkflow(bench.client, old.id, 'guarded');
  const reset = bench.client.workflow.getHandle(old.id);
  const { status } = await waitFor(async () => {
    const described = await reset.describe();
    return described.status.name === 'RUNNING' ? null : described;
  });

  expect(status.name).toBe('FAILED');
  expect(callsOf(bench.world, 'lose')).not.toContain('lose heal');
  const guardian = bench.client.workflow.getHandle('drillmaster/shared');
  expect((await guardian.describe()).status.name).toBe('RUNNING');
  await running.say('decline', { code: approval!.code, name: 'alice' });
  expect(await running.result()).toMatchObject({ outcome: 'undone', clean: true });
});
