import { expect, test } from 'vitest';
import { doStep, fakePlan } from '../support/fake-plan.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';

const bench = useWorkflowBench();

test('A drill says which step got answers from which region, so that the judge can tell whether a lost one was needed', async () => {
  bench.world.behave = async (called) =>
    called === 'promote run'
      ? { calls: { east: { rds: 3 }, west: { rds: 1 } }, answered: { east: { rds: 3 } } }
      : {};
  const drill = await bench.start(fakePlan('calls', [doStep('promote')]));

  await drill.result();

  const { timeline, calls } = bench.world.judged.at(-1)!;
  expect(calls).toEqual({ east: { rds: 3 }, west: { rds: 1 } });
  expect(timeline.filter((event) => event.kind === 'calls-answered')).toMatchObject([
    { step: 'promote', calls: { east: { rds: 3 } } },
  ]);
});
