import { describe, expect, test } from 'vitest';
import { approveStep, checkStep, doStep, fakePlan, injectStep, waitStep } from '../support/fake-plan.ts';
import { OperationError } from '../../src/errors/operation-error.ts';
import type { KnownEvidence } from '../../workflows/seam/contract.ts';
import { callsOf } from '../support/fake-world.ts';
import { resetWorkflow } from '../support/reset-workflow.ts';
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

    await bench.client.workflow.getHandle('drillmaster/terminated').result();
    expect(bench.world.calls.slice(-2)).toEqual(['change undo', 'lose heal']);
  });

  test('stops the samplers of a drill that is gone, after all is healed, and completes its evidence with what it did', async () => {
    const drill = await bench.start(
      fakePlan('gone', [injectStep('lose'), doStep('change'), waitStep('pause', 60_000)]),
    );
    await drill.until((status) => status.steps[2]!.status === 'running');
    bench.world.behave = async (what) => {
      if (what.endsWith('undo') || what.endsWith('heal')) expect(bench.world.stops).toBe(0);
    };

    await drill.handle.terminate('test');

    await bench.client.workflow.getHandle('drillmaster/gone').result();
    expect(bench.world.stops).toBe(1);
    const [closed] = bench.world.abandoned;
    expect(closed).toMatchObject({ drill: { id: drill.id }, runId: expect.any(String), stuck: [] });
    expect(closed!.events).toMatchObject([
      { kind: 'undone', step: 'change', by: 'guardian' },
      { kind: 'fault-healing', step: 'lose', by: 'guardian' },
      { kind: 'fault-healed', step: 'lose', by: 'guardian', healed: true },
    ]);
    // What the drill knew is still there to be asked for.
    const known = await drill.handle.query<KnownEvidence>('evidence');
    expect(known.plan.environment.name).toBe('gone');
    expect(known.timeline.map(({ kind }) => kind)).toContain('fault-confirmed');
  });

  test('heals again what an attempt of a terminated drill broke after the first heal', async () => {
    const { promise: slept, resolve: wake } = Promise.withResolvers<void>();
    bench.world.behave = async (what) => {
      if (what !== 'lose inject') return;
      await slept;
      bench.world.calls.push('lose broken');
    };
    const drill = await bench.start(fakePlan('zombie', [injectStep('lose')]));
    await waitFor(async () => (callsOf(bench.world, 'lose').includes('lose inject') ? true : null));

    await drill.handle.terminate('test');
    await waitFor(async () => (callsOf(bench.world, 'lose').includes('lose heal') ? true : null));
    wake();

    await bench.client.workflow.getHandle('drillmaster/zombie').result();
    expect(callsOf(bench.world, 'lose').slice(-3)).toEqual(['lose heal', 'lose broken', 'lose heal']);
  });

  test('heals what is in force before it frees the lock, whoever told it to', async () => {
    const drill = await bench.start(fakePlan('freed', [injectStep('lose'), approveStep('declare')]));
    await drill.until((status) => status.approval !== null);
    const guardian = bench.client.workflow.getHandle('drillmaster/freed');

    await guardian.signal('release');

    await guardian.result();
    expect(callsOf(bench.world, 'lose').at(-1)).toBe('lose heal');
    await drill.handle.terminate('test');
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
  test('heals the fault though an undo before it stays impossible and nobody answers', async () => {
    bench.world.behave = async (what) => {
      if (what === 'change undo') throw unavailable();
    };
    const steps = [injectStep('lose'), doStep('change'), waitStep('pause', 60_000)];
    const drill = await bench.start(fakePlan('night', steps, { undoWithinMs: 500 }));
    await drill.until((status) => status.steps[2]!.status === 'running');

    await drill.say('abort', { name: 'alice' });

    await waitFor(async () => (bench.world.calls.includes('lose heal') ? true : null));
    const giveUp = { name: 'alice', reason: 'by hand' };
    await waitFor(async () => (await drill.say('give-up', giveUp).catch(() => null)) ?? null);
    expect(await drill.result()).toMatchObject({ outcome: 'stuck' });
    const failed = bench.world.judged[0]!.timeline.filter((event) => event.kind === 'undo-failed');
    expect(failed).toMatchObject([{ step: 'change', givenUp: giveUp }]);
  });

  test('asks nobody about an expired fault that it cannot heal: what comes after it is not held up', async () => {
    let broken = true;
    bench.world.behave = async (what) => {
      if (what === 'lose heal' && broken) throw unavailable();
    };
    const steps = [injectStep('lose', { ttlMs: 500 }), approveStep('declare')];
    const drill = await bench.start(fakePlan('expired', steps, { undoWithinMs: 300 }));
    const { approval } = await drill.until((status) => status.approval !== null);
    await waitFor(async () => (bench.world.calls.includes('lose heal') ? true : null));
    broken = false;

    await drill.say('decline', { code: approval!.code, name: 'alice' });

    expect(await drill.result()).toMatchObject({ outcome: 'undone', clean: true });
    expect(bench.world.calls.at(-1)).toBe('lose heal');
  });

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

  test('takes everything back when its drill is reset, and judges the run that was: the reset run does no more of it, and says so', async () => {
    const drill = await bench.start(
      fakePlan('reset', [injectStep('lose'), approveStep('declare'), doStep('late')]),
    );
    const open = await drill.until((status) => status.approval !== null);

    const { runId } = await drill.handle.describe();
    await resetWorkflow(bench.client, drill.id, 'last');
    const reset = bench.client.workflow.getHandle(drill.id);
    const approval = { code: open.approval!.code, name: 'alice' };
    await waitFor(() => reset.executeUpdate('approve', { args: [approval] }).catch(() => null));

    await expect(reset.result()).rejects.toMatchObject({
      cause: { type: 'Reset', message: expect.stringContaining('start a new drill') },
    });
    const [closed] = bench.world.abandoned;
    expect(closed).toMatchObject({ drill: { id: drill.id }, runId });
    expect(closed!.events).toMatchObject([{ kind: 'fault-healing' }, { kind: 'fault-healed', healed: true }]);
    expect(callsOf(bench.world, 'late')).toEqual([]);
    expect(callsOf(bench.world, 'lose').at(-1)).toBe('lose heal');
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
