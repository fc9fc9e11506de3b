import { describe, expect, test } from 'vitest';
import { OperationError } from '../../src/errors/operation-error.ts';
import { approveStep, doStep, fakePlan, injectStep } from '../support/fake-plan.ts';
import { callsOf, type FakeWorld } from '../support/fake-world.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';

const bench = useWorkflowBench();

const irreversible = { irreversible: 'cannot be undone' };
const broke = () =>
  new OperationError({ kind: 'Broken', message: 'it broke', hint: 'mend it', retryable: false });
const fail = (what: string) => async (called: string) => {
  if (called === what) throw broke();
};

/** A fence that says what it replaces. */
const fence: FakeWorld['behave'] = async (what) => {
  if (what !== 'fence preview') return;
  const target = { component: 'database', region: null, id: 'db-1' };
  const preview = { changes: [], prior: {}, targets: [target], replaces: [target] };
  return { result: { kind: 'preview', preview } };
};

describe('what a step requires', () => {
  test('must have succeeded: no promotion without its fence, whatever the runbook says of the failure', async () => {
    bench.world.behave = fail('fence run');
    const steps = [
      injectStep('lose'),
      doStep('fence', { onFailure: 'continue' }),
      doStep('promote', { ...irreversible, requires: ['fence'] }),
    ];
    const drill = await bench.start(fakePlan('unfenced', steps));

    expect(await drill.result()).toMatchObject({ outcome: 'undone' });
    expect(callsOf(bench.world, 'promote')).toEqual([]);
  });

  test('must still hold: a fault that was healed after the fence makes it stale, and nothing is promoted', async () => {
    bench.world.healedSince = ['lose'];
    bench.world.behave = fence;
    const drill = await bench.start(
      fakePlan('stale', [injectStep('lose'), doStep('fence'), doStep('promote', irreversible)]),
    );

    expect(await drill.result()).toMatchObject({ outcome: 'undone' });
    expect(callsOf(bench.world, 'promote')).toEqual(['promote preview']);
    expect(bench.world.judged[0]!.timeline.some((event) => event.kind === 'sealed')).toBe(false);
  });

  test('must hold until the seal is known: a fault that is healed while it is written makes it stale for good', async () => {
    const { promise, resolve: sealed } = Promise.withResolvers<void>();
    bench.world.held['journal.seal'] = promise;
    bench.world.behave = fence;
    const steps = [injectStep('lose'), doStep('fence'), doStep('promote', irreversible)];
    const drill = await bench.start(fakePlan('stale-late', steps));
    await drill.until((status) => status.sealed);
    bench.world.healedSince = ['lose'];
    sealed();

    await drill.until((status) => status.asked?.step === 'promote');
    bench.world.healedSince = [];
    await drill.say('retry', { name: 'alice' });
    await drill.until((status) => status.asked?.message.includes('the fence holds no longer') ?? false);
    await drill.say('give-up', { name: 'alice', reason: 'start again' });

    expect(await drill.result()).toMatchObject({ outcome: 'aborted' });
    expect(callsOf(bench.world, 'promote')).not.toContain('promote run');
  });

  test('is approved by a person: an approval that nobody gave is never passed over', async () => {
    const steps = [
      approveStep('declare', { withinMs: 200, otherwise: 'continue' }),
      doStep('promote', irreversible),
    ];
    const drill = await bench.start(fakePlan('unapproved', steps));

    await drill.until((status) => status.asked?.step === 'declare');
    await expect(drill.say('skip', { name: 'alice', reason: 'why not' })).rejects.toThrow();
    await drill.say('give-up', { name: 'alice', reason: 'nobody there' });

    expect(await drill.result()).toMatchObject({ outcome: 'aborted' });
    expect(callsOf(bench.world, 'promote')).toEqual([]);
  });
});
