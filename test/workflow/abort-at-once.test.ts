import { Context } from '@temporalio/activity';
import { describe, expect, test } from 'vitest';
import { OperationError } from '../../src/errors/operation-error.ts';
import { approveStep, doStep, fakePlan, together, waitStep } from '../support/fake-plan.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';
import { waitFor } from '../support/wait-for.ts';

const bench = useWorkflowBench();

const alice = { name: 'alice', reason: 'stop' };

describe('an abort is heard at once', () => {
  test.each(['update', 'signal'] as const)('while the samplers start, by %s', async (how) => {
    bench.world.held['companion.start'] = new Promise(() => {});
    const drill = await bench.start(fakePlan(`starting-${how}`, [doStep('change')]));
    const { ifYouAbortNow } = await drill.until(({ phase }) => phase === 'starting the samplers');
    expect(ifYouAbortNow).toContain('nothing has been changed');

    await (how === 'update' ? drill.say('abort', alice) : drill.signal('abort', alice));

    expect(await drill.result()).toMatchObject({ outcome: 'aborted' });
    expect(bench.world.calls).toEqual([]);
    expect(bench.world.stops).toBe(1);
  });

  test('by signal while the plan is compiled: nothing is measured or done, and an update is told to come again', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.world.held['drill.prepare'] = promise;
    const drill = await bench.start(fakePlan('compiling', [doStep('change')]));
    await drill.signal('abort', alice);
    await expect(drill.say('abort', alice)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('try again in a moment') },
    });

    resolve();

    expect(await drill.result()).toMatchObject({ outcome: 'aborted' });
    expect(bench.world.calls).toEqual([]);
    const { timeline } = bench.world.judged[0]!;
    expect(timeline.filter(({ kind }) => kind === 'aborted')).toMatchObject([{ ...alice, sealed: false }]);
    expect(timeline.map(({ kind }) => kind)).not.toContain('watches-started');
  });

  test('while it is looked whether the service is steady', async () => {
    bench.world.behave = async () => await Context.current().cancelled;
    const lag = {
      kind: 'check' as const,
      id: 'lag',
      operation: 'fake.look',
      component: 'database',
      with: {},
      that: [],
      deadlineMs: 60_000,
      attempts: 1,
      sees: ['database'],
      runsOn: 'any' as const,
    };
    const drill = await bench.start(fakePlan('unsteady', [doStep('change')], { steady: [lag] }));
    await waitFor(async () => bench.world.calls.includes('lag check') || null);
    expect((await drill.status()).ifYouAbortNow).toContain('nothing has been changed');

    bench.world.behave = async () => {};
    await drill.say('abort', alice);

    expect(await drill.result()).toMatchObject({ outcome: 'aborted' });
    expect(bench.world.calls).not.toContain('change preview');
  });

  test('by a lane that waits for an approval when its neighbour has stopped the drill, and no other approval opens', async () => {
    bench.world.behave = async (what) => {
      if (what === 'broken run')
        throw new OperationError({ kind: 'Broken', message: 'it broke', hint: 'mend it', retryable: false });
    };
    const lanes = together(
      'all',
      [approveStep('first', { withinMs: 600_000 })],
      [approveStep('second', { withinMs: 600_000 })],
      [waitStep('pause', 300), doStep('broken')],
    );
    const drill = await bench.start(fakePlan('doomed', [lanes]));

    expect(await drill.result()).toMatchObject({ outcome: 'undone' });

    const asked = bench.world.judged[0]!.timeline.filter((event) => event.kind === 'approval-asked');
    expect(asked).toHaveLength(1);
  });
});
