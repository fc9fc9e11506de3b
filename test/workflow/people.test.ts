import { describe, expect, test } from 'vitest';
import { approveStep, doStep, fakePlan, injectStep, waitStep } from '../support/fake-plan.ts';
import { callsOf } from '../support/fake-world.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';

const bench = useWorkflowBench();

const irreversible = { irreversible: 'cannot be undone' };

describe('people', () => {
  test('approve with the code of the board; a wrong code, a stranger and a wrong role are refused with a reason', async () => {
    const drill = await bench.start(
      fakePlan('approval', [approveStep('declare'), doStep('promote', irreversible)]),
    );
    const open = await drill.until((status) => status.approval !== null);
    const { code } = open.approval!;
    await expect(drill.say('approve', { code: 'XXXX', name: 'alice' })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('the code is on the board') },
    });
    await expect(drill.say('approve', { code, name: 'mallory' })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('mallory') },
    });
    await expect(drill.say('approve', { code, name: 'bob' })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('commander') },
    });
    expect(callsOf(bench.world, 'promote')).toEqual([]);

    await drill.signal('approve', { code: code.toLowerCase(), name: 'alice' });

    expect(await drill.result()).toMatchObject({ outcome: 'completed' });
    const answered = bench.world.judged[0]!.timeline.find((event) => event.kind === 'approval-answered');
    expect(answered).toMatchObject({ name: 'alice', via: 'signal', assurance: 'claimed', applied: true });
  });

  test('are asked again when what comes is no answer at all: nothing of it is applied', async () => {
    const drill = await bench.start(fakePlan('strange', [approveStep('declare')]));
    const { approval } = await drill.until((status) => status.approval !== null);
    const { code } = approval!;
    const strange: unknown[] = [
      null,
      5,
      'alice',
      [code, 'alice'],
      { code: { toString: code }, name: 'alice' },
      { code: [code], name: 'alice' },
      { code, name: ['alice'] },
      { code, name: '__proto__' },
      { code, name: 'constructor' },
      JSON.parse(`{"__proto__":{"code":"${code}","name":"alice"}}`),
      { code: 'x'.repeat(100_000), name: 'alice' },
      { code: '\u202e\u0000', name: 'alice' },
    ];

    for (const message of strange) {
      await expect(drill.say('approve', message as object)).rejects.toThrow();
      await drill.handle.signal('approve', message);
    }

    expect(await drill.until((status) => status.approval !== null)).toMatchObject({ approval: { code } });
    await drill.say('approve', { code, name: 'alice' });
    expect(await drill.result()).toMatchObject({ outcome: 'completed' });
    const timeline = bench.world.judged.at(-1)!.timeline;
    expect(timeline.filter((event) => event.kind === 'approval-answered')).toHaveLength(1);
    expect(timeline.filter((event) => event.kind === 'message-refused')).toHaveLength(strange.length);
  });

  test('get a second answer recorded but not applied', async () => {
    const drill = await bench.start(fakePlan('twice', [approveStep('declare'), waitStep('pause', 60_000)]));
    const { approval } = await drill.until((status) => status.approval !== null);
    const message = { code: approval!.code, name: 'alice' };
    await drill.say('approve', message);
    await drill.until((status) => status.steps[1]!.status === 'running');

    expect(await drill.say('decline', message)).toContain('not applied');

    await drill.say('abort', { name: 'alice' });
    await drill.result();
    const answers = bench.world.judged[0]!.timeline.filter((event) => event.kind === 'approval-answered');
    expect(answers.map((event) => event.applied)).toEqual([true, false]);
  });

  test('decline, and everything is undone', async () => {
    const drill = await bench.start(
      fakePlan('declined', [injectStep('lose'), approveStep('declare'), doStep('promote', irreversible)]),
    );
    const { approval, ifYouAbortNow } = await drill.until((status) => status.approval !== null);
    expect(ifYouAbortNow).toContain('heals lose');

    await drill.say('decline', { code: approval!.code, name: 'alice' });

    expect(await drill.result()).toMatchObject({ outcome: 'undone' });
    expect(bench.world.calls.at(-1)).toBe('lose heal');
  });

  test('abort while an action runs: it is cancelled, settled, and then undone', async () => {
    let settled = false;
    bench.world.behave = async (what) => {
      if (what !== 'slow run') return;
      const { Context } = await import('@temporalio/activity');
      await Context.current().cancelled.finally(() => (settled = true));
    };
    const drill = await bench.start(fakePlan('abort-action', [doStep('slow')]));
    await waitFor(async () => (bench.world.calls.includes('slow run') ? true : null));

    await drill.say('abort', { name: 'alice', reason: 'stop' });

    expect(await drill.result()).toMatchObject({ outcome: 'aborted', clean: true });
    expect(settled).toBe(true);
    expect(bench.world.calls.at(-1)).toBe('slow undo');
  });
});
