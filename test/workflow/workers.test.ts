import { describe, expect, test } from 'vitest';
import { approveStep, checkStep, doStep, fakePlan, injectStep, together } from '../support/fake-plan.ts';
import { callsOf, createFakeWorld } from '../support/fake-world.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';
import { waitFor } from '../support/wait-for.ts';

const bench = useWorkflowBench({ idle: true });

describe('a drill under way', () => {
  test('does nothing on a worker whose workflows are others, and goes on with the right one', async () => {
    const right = await bench.startWorker();
    const drill = await bench.start(
      fakePlan('strange', [injectStep('lose'), approveStep('declare'), doStep('fence')]),
    );
    const { approval } = await drill.until((status) => status.approval !== null);
    await right.stop();
    const world = { ...createFakeWorld(), plans: bench.world.plans };
    const wrong = await bench.startWorker({
      world,
      workflows: new URL('different-workflows.ts', import.meta.url),
    });

    await drill.signal('approve', { code: approval!.code, name: 'alice' });

    const [why] = await waitFor(async () => {
      const failures = await failedTasks(drill.id);
      return failures.length > 0 ? failures : null;
    });
    expect(why).toContain('TMPRL1100');
    await wrong.stop();
    expect(world.calls).toEqual([]);
    expect(callsOf(bench.world, 'fence')).toEqual([]);
    const again = await bench.startWorker();
    expect(await drill.result()).toMatchObject({ outcome: 'completed', clean: true });
    expect(callsOf(bench.world, 'fence')).toEqual(['fence preview', 'fence run']);
    expect(callsOf(bench.world, 'lose')).toEqual([
      'lose preview',
      'lose inject',
      'lose confirm',
      'lose heal',
    ]);
    await again.stop();
  });

  test('takes the first of two answers that came while no worker ran, and records the other', async () => {
    const before = await bench.startWorker();
    const drill = await bench.start(fakePlan('both', [approveStep('declare'), doStep('late')]));
    const { approval } = await drill.until((status) => status.approval !== null);
    const message = { code: approval!.code, name: 'alice' };
    await before.stop();
    await drill.signal('approve', message);
    await drill.signal('decline', message);

    const after = await bench.startWorker();

    expect(await drill.result()).toMatchObject({ outcome: 'completed' });
    const { timeline } = bench.world.judged[0]!;
    const answers = timeline.filter((event) => event.kind === 'approval-answered');
    const taken = Object.fromEntries(answers.map(({ decision, applied }) => [decision, applied]));
    expect(taken).toEqual({ approved: true, declined: false });
    await after.stop();
  });

  test('says that a worker does not know its operation, and takes back what it did', async () => {
    const older = await bench.startWorker({ without: ['fake.change'] });
    const drill = await bench.start(fakePlan('unknown', [injectStep('lose'), doStep('fence')]));

    expect(await drill.result()).toMatchObject({ outcome: 'undone', clean: true });

    const { timeline } = bench.world.judged[0]!;
    expect(timeline.find((event) => event.kind === 'step-finished' && event.step === 'fence')).toMatchObject({
      failure: {
        kind: 'UnknownOperation',
        message: expect.stringMatching(
          /^fake.change was not begun: expected an operation of this worker's version/,
        ),
        hint: expect.stringContaining('start one of the right version'),
      },
    });
    expect(bench.world.calls.at(-1)).toBe('lose heal');
    await older.stop();
  });

  test('is undone when the worker that knows how comes back: one that does not is no reason to give up', async () => {
    const right = await bench.startWorker();
    const plan = fakePlan('later', [doStep('fence'), approveStep('declare')], { undoWithinMs: 60_000 });
    const drill = await bench.start(plan);
    const { approval } = await drill.until((status) => status.approval !== null);
    await right.stop();
    const older = await bench.startWorker({ without: ['fake.change'] });
    await drill.say('decline', { code: approval!.code, name: 'alice' });
    await waitFor(async () => {
      const { raw } = await bench.client.workflow.getHandle('drillmaster/later').describe();
      return raw.pendingActivities?.some(({ lastFailure }) => lastFailure) ? true : null;
    });
    expect(callsOf(bench.world, 'fence').at(-1)).toBe('fence run');

    const again = await bench.startWorker();
    await older.stop();

    expect(await drill.result()).toMatchObject({ outcome: 'undone', clean: true });
    expect(callsOf(bench.world, 'fence').at(-1)).toBe('fence undo');
    await again.stop();
  });
});

test('two workers share a drill: each call happens once, also when one of them ends before the drill does', async () => {
  const worlds = [bench.world, { ...createFakeWorld(), plans: bench.world.plans }];
  const calls = () => worlds.flatMap((world) => world.calls);
  const first = await bench.startWorker();
  const lanes = Array.from({ length: 8 }, (_, lane) => [
    doStep(`change-${lane}`),
    checkStep(`look-${lane}`),
    doStep(`again-${lane}`),
  ]);
  const drill = await bench.start(
    fakePlan('shared', [
      injectStep('lose'),
      approveStep('one'),
      together('both', ...lanes),
      approveStep('other'),
    ]),
  );
  const approve = async (step: string) => {
    const { approval } = await drill.until((status) => status.approval?.step === step);
    await drill.say('approve', { code: approval!.code, name: 'alice' });
  };
  await drill.until((status) => status.approval !== null);
  const second = await bench.startWorker({ world: worlds[1]! });
  await approve('one');
  await drill.until((status) => status.approval?.step === 'other');

  await first.stop();

  await approve('other');
  expect(await drill.result()).toMatchObject({ outcome: 'completed', clean: true });
  const expected = lanes.flatMap((_, lane) => [
    `change-${lane} preview`,
    `change-${lane} run`,
    `look-${lane} check`,
    `again-${lane} preview`,
    `again-${lane} run`,
  ]);
  expect(calls().toSorted()).toEqual(
    ['lose preview', 'lose inject', 'lose confirm', 'lose heal', ...expected].toSorted(),
  );
  expect(worlds.map((world) => world.calls.length > 0)).toEqual([true, true]);
  await second.stop();
});

/** Why workflow tasks of a drill have failed. */
async function failedTasks(id: string): Promise<string[]> {
  const { events } = await bench.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed ? [failed.failure?.message ?? ''] : [],
  );
}
