import { describe, expect, test } from 'vitest';
import { approveStep, checkStep, doStep, fakePlan, injectStep, waitStep } from '../support/fake-plan.ts';
import { OperationError } from '../../src/errors/operation-error.ts';
import { callsOf } from '../support/fake-world.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';

const bench = useWorkflowBench();

describe('the guardian', () => {
  test('refuses a second drill on a busy environment and says who holds it', async () => {
    const first = await bench.start(fakePlan('busy', [waitStep('pause', 60_000)]));
    await first.until((status) => status.steps[0]!.status === 'running');

    const second = await bench.start(fakePlan('busy', [waitStep('pause', 1)]));

    await expect(second.result()).rejects.toMatchObject({
      cause: { type: 'Busy', message: expect.stringContaining('another drill') },
    });
    await first.say('abort', { name: 'alice' });
    await first.result();
  });

  test('takes everything back when its drill is terminated', async () => {
    const drill = await bench.start(
      fakePlan('terminated', [injectStep('lose'), doStep('change'), waitStep('pause', 60_000)]),
    );
    await drill.until((status) => status.steps[2]!.status === 'running');

    await drill.handle.terminate('test');

    await waitFor(async () => (bench.world.calls.at(-1) === 'lose heal' ? true : null));
    expect(bench.world.calls.slice(-2)).toEqual(['change undo', 'lose heal']);
    await bench.client.workflow.getHandle('drillmaster/terminated').result();
  });

  test('ends a cancelled drill as Canceled, after everything was taken back', async () => {
    const drill = await bench.start(fakePlan('cancelled', [doStep('change'), waitStep('pause', 60_000)]));
    await drill.until((status) => status.steps[1]!.status === 'running');

    await drill.handle.cancel();

    await expect(drill.handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(bench.world.calls.at(-1)).toBe('change undo');
  });
});

describe('the guardian, when things go badly', () => {
  test('heals a fault at its expiry though the drill still waits for a person', async () => {
    const drill = await bench.start(
      fakePlan('expiry', [injectStep('lose', { ttlMs: 700 }), approveStep('declare')]),
    );

    const waiting = await drill.until((status) => status.approval !== null && status.faults.length === 0);

    expect(bench.world.calls.at(-1)).toBe('lose heal');
    await drill.say('decline', { code: waiting.approval!.code, name: 'alice' });
    await drill.result();
  });

  test('asks a person when an undo stays impossible, goes on at retry, and says so on the board', async () => {
    let broken = true;
    bench.world.behave = async (what) => {
      if (what === 'change undo' && broken) throw unavailable();
    };
    const plan = fakePlan('stuck', [doStep('change'), approveStep('declare')], { undoWithinMs: 1_000 });
    const drill = await bench.start(plan);
    const { approval } = await drill.until((status) => status.approval !== null);
    await drill.say('decline', { code: approval!.code, name: 'alice' });
    await waitFor(async () => (await drill.say('retry', { name: 'alice' }).catch(() => null)) ?? null);
    broken = false;
    await waitFor(async () => {
      await drill.say('retry', { name: 'alice' }).catch(() => null);
      return bench.world.judged.length > 0 ? true : null;
    });

    expect(await drill.result()).toMatchObject({ outcome: 'undone', clean: true });
  });

  test('leaves what a person gives up as stuck, and frees the lock', async () => {
    bench.world.behave = async (what) => {
      if (what === 'change undo') throw unavailable();
    };
    const plan = fakePlan('given-up', [doStep('change'), approveStep('declare')], { undoWithinMs: 500 });
    const drill = await bench.start(plan);
    const { approval } = await drill.until((status) => status.approval !== null);
    await drill.say('decline', { code: approval!.code, name: 'alice' });
    const giveUp = { name: 'alice', reason: 'by hand' };
    await waitFor(async () => (await drill.say('give-up', giveUp).catch(() => null)) ?? null);

    expect(await drill.result()).toMatchObject({ outcome: 'stuck', clean: false });
    bench.world.behave = async () => {};
    const next = await bench.start(fakePlan('given-up', [checkStep('look')]));
    expect(await next.result()).toMatchObject({ outcome: 'completed' });
  });

  test('takes everything back when its drill is reset, and the reset run acts no more', async () => {
    const drill = await bench.start(
      fakePlan('reset', [injectStep('lose'), waitStep('pause', 60_000), doStep('late')]),
    );
    await drill.until((status) => status.steps[1]!.status === 'running');
    const history = await drill.handle.fetchHistory();
    const lastTask = history.events!.findLast((event) => event.workflowTaskCompletedEventAttributes)!;

    await bench.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: drill.id },
      reason: 'test',
      requestId: 'reset-1',
      workflowTaskFinishEventId: lastTask.eventId!,
    });
    const reset = bench.client.workflow.getHandle(drill.id);
    await waitFor(async () => {
      await reset.executeUpdate('abort', { args: [{ name: 'alice' }] }).catch(() => null);
      const { status } = await reset.describe();
      return status.name === 'RUNNING' ? null : true;
    });

    expect(callsOf(bench.world, 'late')).toEqual([]);
    expect(callsOf(bench.world, 'lose')).toContain('lose heal');
  });

  test('keeps two drills on two environments apart', async () => {
    const [left, right] = await Promise.all([
      bench.start(fakePlan('left', [injectStep('lose'), approveStep('declare')])),
      bench.start(fakePlan('right', [checkStep('look'), approveStep('declare')])),
    ]);
    const [open, other] = await Promise.all(
      [left, right].map((drill) => drill.until((status) => status.approval !== null)),
    );

    expect(open!.faults.map(({ step }) => step)).toEqual(['lose']);
    expect(other!.faults).toEqual([]);
    for (const drill of [left, right])
      await drill.say('decline', { code: open!.approval!.code, name: 'alice' });
    expect(await right.result()).toMatchObject({ outcome: 'undone' });
    expect(await left.result()).toMatchObject({ outcome: 'undone' });
  });
});

function unavailable(): OperationError {
  return new OperationError({ kind: 'NoAnswer', message: 'no answer', hint: 'wait', retryable: true });
}
