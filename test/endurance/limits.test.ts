import { expect, test } from 'vitest';
import { checkStep, fakePlan } from '../support/fake-plan.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';
import { waitFor } from '../support/wait-for.ts';
import { forEachInLanes, measureMemoryMiB, startWaiting } from '../support/waiting-drills.ts';

const bench = useWorkflowBench();

/** Temporal warns at 10,240 events and 10 MiB, and suggests to continue as new from 4,096 and 4 MiB on (server 1.32). */
test('a runbook of 500 steps stays below the history size at which Temporal suggests to continue as new', async () => {
  const steps = Array.from({ length: 500 }, (_, index) => checkStep(`step-${index}`));
  const drill = await bench.start(fakePlan('long', steps));

  expect(await drill.result()).toMatchObject({ outcome: 'completed' });

  const { historyLength, historySize } = await drill.handle.describe();
  expect(historyLength).toBeLessThan(4_096);
  expect(historySize).toBeLessThan(4 * 1024 * 1024);
  expect(bench.world.calls).toHaveLength(500);
}, 120_000);

/** Of this process: worker, client and test. A waiting drill and its guardian are two cached workflows. */
const drillCount = 1_000;
const memoryLimitMiB = 1_536;

test('a thousand drills wait for a person at once on one worker within 1.5 GiB, and each is answered afterwards', async () => {
  const beforeMiB = measureMemoryMiB();
  const drills = await startWaiting(bench, { to: drillCount });

  const waitingMiB = measureMemoryMiB();
  console.log(`${drillCount} drills waiting: ${beforeMiB} MiB before, ${waitingMiB} MiB now`);
  await waitFor(async () => {
    const { count } = await bench.client.workflow.count(`ExecutionStatus = 'Running'`);
    return count === 2 * drillCount ? count : null;
  });

  const outcomes = new Set<string>();
  await forEachInLanes(drills, async (drill) => {
    await drill.say('approve', { code: 'CODE-DECLARE', name: 'alice' });
    outcomes.add((await drill.result()).outcome);
  });

  const endMiB = measureMemoryMiB();
  console.log(`all answered: ${endMiB} MiB`);
  expect([...outcomes]).toEqual(['completed']);
  expect(Math.max(waitingMiB, endMiB)).toBeLessThan(memoryLimitMiB);
}, 1_500_000);
