import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { doStep, fakePlan, injectStep, waitStep } from '../support/fake-plan.ts';
import { waitFor } from '../support/wait-for.ts';
import { type WorkflowBench, startWorkflowBench } from '../support/workflow-bench.ts';

let bench: WorkflowBench;
beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(async () => {
  await bench.stop();
});
afterEach(() => {
  bench.world.calls.length = 0;
  bench.world.judged.length = 0;
  bench.world.behave = async () => {};
});

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
