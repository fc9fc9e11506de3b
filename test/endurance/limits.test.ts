import { expect, test } from 'vitest';
import { checkStep, fakePlan } from '../support/fake-plan.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';

const bench = useWorkflowBench();

/** Temporal warns at 10,240 events and 10 MiB, and suggests to continue as new from 4,096 and 4 MiB on (server 1.32). */
test('A runbook of 500 steps stays below the history size at which Temporal suggests to continue as new', async () => {
  const steps = Array.from({ length: 500 }, (_, index) => checkStep(`step-${index}`));
  const drill = await bench.start(fakePlan('long', steps));

  expect(await drill.result()).toMatchObject({ outcome: 'completed' });

  const { historyLength, historySize } = await drill.handle.describe();
  expect(historyLength).toBeLessThan(4_096);
  expect(historySize).toBeLessThan(4 * 1024 * 1024);
  expect(bench.world.calls).toHaveLength(500);
}, 120_000);
