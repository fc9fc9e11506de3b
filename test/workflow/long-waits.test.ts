import { describe, expect, test } from 'vitest';
import type { TimelineEvent } from '../../src/timeline/timeline.ts';
import { approveStep, doStep, fakePlan, injectStep } from '../support/fake-plan.ts';
import { callsOf } from '../support/fake-world.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';

const bench = useWorkflowBench();

const hourMs = 3_600_000;

/** Hours pass at once on a server that skips time (1.32): the waits are those that people write, not shortened ones. */
describe('a wait of hours', () => {
  test('ends for a fault at its ttl: the guardian heals it while the drill still waits for a person', async () => {
    const drill = await bench.start(
      fakePlan('expired', [
        injectStep('lose', { ttlMs: 2 * hourMs }),
        approveStep('declare', { withinMs: hourMs }),
      ]),
    );
    const { faults } = await drill.until((status) => status.approval !== null);
    expect(faults.map(({ step }) => step)).toEqual(['lose']);

    await bench.skipTime('drillmaster/expired');

    await expect.poll(async () => (await drill.status()).faults).toEqual([]);
    const { approval } = await drill.status();
    expect(callsOf(bench.world, 'lose').at(-1)).toBe('lose heal');
    const [fired] = await timersOf('drillmaster/expired');
    expect(fired).toBe(2 * hourMs);
    await drill.say('decline', { code: approval!.code, name: 'alice' });
    expect(await drill.result()).toMatchObject({ outcome: 'undone' });
  });

  test('ends for an approval after its 15 minutes, and not before', async () => {
    const drill = await bench.start(
      fakePlan('unanswered', [approveStep('declare', { withinMs: hourMs / 4 }), doStep('late')]),
    );
    await drill.until((status) => status.approval !== null);
    // A drill whose guardian lives has work under way, for which no time is skipped.
    await bench.client.workflow.getHandle('drillmaster/unanswered').terminate();

    await bench.skipTime(drill.id);

    await expect.poll(async () => await timersOf(drill.id)).toEqual([hourMs / 4]);
    await expect(drill.result()).rejects.toThrow();
    const timeline = await drill.handle.query<TimelineEvent[]>('timeline');
    expect(timeline.find((event) => event.kind === 'approval-answered')).toMatchObject({
      decision: 'expired',
    });
    expect(timeline.find((event) => event.kind === 'step-finished')).toMatchObject({
      failure: { message: expect.stringContaining('expected commander within 15 min, got no answer') },
    });
    expect(callsOf(bench.world, 'late')).toEqual([]);
  });

  test('ends for an undo that stays impossible: after its ten minutes a person is asked, and their retry counts', async () => {
    let broken = true;
    bench.world.behave = async (what) => {
      if (what === 'change undo' && broken) throw new Error('no answer');
    };
    const plan = fakePlan('impossible', [doStep('change'), approveStep('declare')], {
      undoWithinMs: hourMs / 6,
    });
    const drill = await bench.start(plan);
    const { approval } = await drill.until((status) => status.approval !== null);
    await bench.skipTime('drillmaster/impossible');

    await drill.say('decline', { code: approval!.code, name: 'alice' });

    await expect.poll(async () => await countGivenUp('drillmaster/impossible')).toBeGreaterThan(0);
    broken = false;
    await expect
      .poll(async () => await drill.say('retry', { name: 'alice' }).catch(String))
      .toBe('the guardian was told: retry');
    expect(await drill.result()).toMatchObject({ outcome: 'undone', clean: true });
  });
});

/** How many activities ended without success, for good. */
async function countGivenUp(workflowId: string): Promise<number> {
  const { events } = await bench.client.workflow.getHandle(workflowId).fetchHistory();
  const ended = (events ?? []).filter(
    ({ activityTaskFailedEventAttributes: failed, activityTaskTimedOutEventAttributes: timedOut }) =>
      failed ?? timedOut,
  );
  return ended.length;
}

/** Durations of the timers that fired, from the history, in milliseconds. */
async function timersOf(workflowId: string): Promise<number[]> {
  const { events } = await bench.client.workflow.getHandle(workflowId).fetchHistory();
  const fired = (events ?? []).flatMap((event) => event.timerFiredEventAttributes?.timerId ?? []);
  return (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
    timer?.timerId && fired.includes(timer.timerId)
      ? [Number(timer.startToFireTimeout!.seconds) * 1_000]
      : [],
  );
}
