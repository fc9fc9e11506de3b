import { Context } from '@temporalio/activity';
import { describe, expect, test } from 'vitest';
import { OperationError } from '../../src/errors/operation-error.ts';
import {
  approveStep,
  checkStep,
  doStep,
  fakePlan,
  injectStep,
  together,
  waitStep,
} from '../support/fake-plan.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';
import type { StartedDrill } from '../support/workflow-bench.ts';

const bench = useWorkflowBench();

const alice = { name: 'alice', reason: 'stop' };

/** Aborts, and compares what was taken back with the line that the board showed just before. */
async function abortAsAnnounced(drill: StartedDrill, announced: string[], done: string[]): Promise<void> {
  const { ifYouAbortNow } = await drill.status();
  for (const part of announced) expect(ifYouAbortNow).toContain(part);
  await drill.say('abort', alice);
  expect(await drill.result()).toMatchObject({ outcome: 'aborted', clean: true });
  expect(bench.world.calls.filter((call) => /(undo|heal)$/.test(call))).toEqual(done);
}

describe('an abort before the point of no return does what the board says', () => {
  test('while nothing has been changed yet', async () => {
    const drill = await bench.start(fakePlan('nothing', [waitStep('pause', 60_000)]));
    await drill.until((status) => status.steps[0]!.status === 'running');

    await abortAsAnnounced(drill, ['nothing has been changed'], []);
  });

  test('while a person is asked', async () => {
    const drill = await bench.start(
      fakePlan('asked', [injectStep('lose'), doStep('change'), approveStep('declare')]),
    );
    await drill.until((status) => status.approval !== null);

    await abortAsAnnounced(drill, ['heals lose', 'undoes change'], ['change undo', 'lose heal']);
    const answered = bench.world.judged[0]!.timeline.find((event) => event.kind === 'approval-answered');
    expect(answered).toMatchObject({ decision: 'aborted', name: null });
  });

  test('while both lanes of a group run: both settle before anything is undone', async () => {
    const isUndoing = () => bench.world.calls.some((call) => call.endsWith('undo'));
    bench.world.behave = async (what) => {
      if (what === 'left run') await Context.current().cancelled;
      if (what !== 'right run') return;
      await Context.current().cancelled.catch(() => {});
      // It takes its time: long enough for an undo that does not wait for it.
      await waitFor(async () => isUndoing() || null, 1_000).catch(() => {});
      bench.world.calls.push('right settled');
    };
    const left = doStep('left', { component: 'left' });
    const right = doStep('right', { component: 'right' });
    const drill = await bench.start(fakePlan('lanes', [together('both', [left], [right])]));
    await waitFor(async () =>
      bench.world.calls.includes('left run') && bench.world.calls.includes('right run') ? true : null,
    );

    await drill.say('abort', alice);

    expect(await drill.result()).toMatchObject({ outcome: 'aborted', clean: true });
    const [settled, ...undone] = bench.world.calls.slice(-3);
    expect(settled).toBe('right settled');
    expect(undone.toSorted()).toEqual(['left undo', 'right undo']);
  });

  test('once: a second abort, also during the undo, changes nothing', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    bench.world.behave = async (what) => {
      if (what === 'change undo') await held;
    };
    const drill = await bench.start(fakePlan('twice', [doStep('change'), waitStep('pause', 60_000)]));
    await drill.until((status) => status.steps[1]!.status === 'running');
    await drill.say('abort', alice);
    await waitFor(async () => (bench.world.calls.includes('change undo') ? true : null));

    expect(await drill.say('abort', alice)).toBe('already aborting');
    release();

    expect(await drill.result()).toMatchObject({ outcome: 'aborted', clean: true });
    expect(bench.world.calls.filter((call) => call === 'change undo')).toHaveLength(1);
  });
});

describe('an abort after the point of no return', () => {
  test('inside a group is one question for all its lanes, and retry goes on where they were', async () => {
    const held = { left: true, right: true };
    bench.world.behave = async (what) => {
      const lane = what === 'left run' ? 'left' : what === 'right run' ? 'right' : null;
      if (lane !== null && held[lane]) await Context.current().cancelled;
    };
    const steps = [
      doStep('promote', { irreversible: 'cannot be undone' }),
      together(
        'both',
        [checkStep('before'), doStep('left', { component: 'left' })],
        [doStep('right', { component: 'right' })],
      ),
    ];
    const drill = await bench.start(fakePlan('late-lanes', steps));
    await waitFor(async () =>
      bench.world.calls.includes('left run') && bench.world.calls.includes('right run') ? true : null,
    );
    await drill.say('abort', alice);
    const asking = await drill.until((status) => status.asked !== null);
    expect(asking.asked!.step).toBe('both');
    held.left = false;
    held.right = false;

    await drill.say('retry', alice);

    expect(await drill.result()).toMatchObject({ outcome: 'completed' });
    expect(bench.world.calls.filter((call) => call === 'before check')).toHaveLength(1);
    expect(bench.world.judged[0]!.timeline.filter((event) => event.kind === 'step-asked')).toHaveLength(1);
  });

  test('that comes while the seal is being written finds it sealed, and asks', async () => {
    const { promise, resolve: release } = Promise.withResolvers<void>();
    bench.world.held['journal.seal'] = promise;
    const drill = await bench.start(
      fakePlan('sealing', [injectStep('lose'), doStep('promote', { irreversible: 'no' })]),
    );
    await drill.until((status) => status.sealed);
    await drill.say('abort', alice);
    release();

    const asking = await drill.until((status) => status.asked !== null);

    expect(asking.asked!.step).toBe('promote');
    await drill.say('give-up', alice);
    expect(await drill.result()).toMatchObject({ outcome: 'aborted' });
    expect(bench.world.judged[0]!.timeline.some((event) => event.kind === 'sealed')).toBe(true);
    const { events } = await drill.handle.fetchHistory();
    expect(events!.filter((event) => event.activityTaskCancelRequestedEventAttributes)).toEqual([]);
  });
});

test('a lane that stops the drill stops its neighbours before their next step', async () => {
  const { promise: failed, resolve: broken } = Promise.withResolvers<void>();
  bench.world.behave = async (what) => {
    if (what === 'left run')
      throw new OperationError({ kind: 'Broken', message: 'it broke', hint: 'mend it', retryable: false });
    if (what === 'right run') await failed;
  };
  const lanes = together(
    'both',
    [doStep('left', { component: 'left' })],
    [doStep('right', { component: 'right' }), doStep('promote', { component: 'third', irreversible: 'no' })],
  );
  const drill = await bench.start(fakePlan('neighbours', [lanes]));
  await drill.until((status) =>
    status.steps.some(({ step, status }) => step === 'left' && status === 'failed'),
  );
  broken();

  expect(await drill.result()).toMatchObject({ outcome: 'undone' });
  expect(bench.world.calls.filter((call) => call.startsWith('promote'))).toEqual([]);
});
