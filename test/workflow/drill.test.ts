import { Context } from '@temporalio/activity';
import { describe, expect, test } from 'vitest';
import { OperationError } from '../../src/errors/operation-error.ts';
import {
  checkStep,
  doStep,
  fakePlan,
  healStep,
  injectStep,
  together,
  waitStep,
} from '../support/fake-plan.ts';
import { callsOf } from '../support/fake-world.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';

const bench = useWorkflowBench();

const irreversible = { irreversible: 'cannot be undone' };
const broke = () =>
  new OperationError({ kind: 'Broken', message: 'it broke', hint: 'mend it', retryable: false });
const fail = (what: string) => async (called: string) => {
  if (called === what) throw broke();
};

describe('a drill whose steps succeed', () => {
  test('previews before it acts, seals before the irreversible step, and heals its fault at the end', async () => {
    const drill = await bench.start(
      fakePlan('regular', [injectStep('lose'), doStep('promote', irreversible), checkStep('audit')]),
    );

    const report = await drill.result();

    expect(report).toMatchObject({ outcome: 'completed', clean: true });
    expect(bench.world.calls).toEqual([
      'lose preview',
      'lose inject',
      'lose confirm',
      'promote preview',
      'promote run',
      'audit check',
      'lose heal',
    ]);
    const kinds = bench.world.judged[0]!.timeline.map((event) => event.kind);
    expect(kinds.indexOf('sealed')).toBeGreaterThan(kinds.indexOf('fault-confirmed'));
    expect(kinds.at(-1)).toBe('drill-finished');
  });

  test('heals a fault once, at its heal step', async () => {
    const drill = await bench.start(
      fakePlan('heals', [injectStep('lose'), healStep('back', 'lose'), checkStep('look')]),
    );

    await drill.result();

    expect(bench.world.calls).toEqual([
      'lose preview',
      'lose inject',
      'lose confirm',
      'lose heal',
      'look check',
    ]);
  });

  test('runs lanes side by side and fills in references to earlier results', async () => {
    let given: unknown = null;
    bench.world.behave = async (what, call) => {
      if (what === 'second check') given = call.with['from'];
      if (what === 'first check')
        return { result: { kind: 'outcome', outcome: { values: { size: 7 }, details: {} } } };
    };
    const lanes = together('both', [checkStep('a')], [checkStep('b')]);
    const drill = await bench.start(
      fakePlan('lanes', [
        checkStep('first'),
        lanes,
        checkStep('second', { with: { from: { $ref: 'first.size' } } }),
      ]),
    );

    await drill.result();

    expect(given).toBe(7);
    expect(bench.world.calls.toSorted()).toEqual(['a check', 'b check', 'first check', 'second check']);
  });
});

describe('a drill that fails before the point of no return', () => {
  test('undoes everything, last in first out, and says so', async () => {
    bench.world.behave = fail('third run');
    const drill = await bench.start(
      fakePlan('undo', [
        injectStep('lose'),
        doStep('first'),
        doStep('second', { component: 'other' }),
        doStep('third', { component: 'third' }),
      ]),
    );

    const report = await drill.result();

    expect(report).toMatchObject({ outcome: 'undone', clean: true });
    expect(bench.world.calls.slice(-4)).toEqual(['third undo', 'second undo', 'first undo', 'lose heal']);
  });

  test('never goes on from a fault that does not bite', async () => {
    bench.world.behave = async (what) => {
      if (what === 'lose confirm')
        return {
          result: { kind: 'confirmation', confirmation: { confirmed: false, evidence: 'still answers' } },
        };
    };
    const drill = await bench.start(
      fakePlan('toothless', [injectStep('lose'), doStep('promote', irreversible)]),
    );

    const report = await drill.result();

    expect(report.outcome).toBe('undone');
    expect(callsOf(bench.world, 'promote')).toEqual([]);
    expect(bench.world.calls.at(-1)).toBe('lose heal');
  });

  test('stops when the targets are not those of the plan', async () => {
    const plan = fakePlan('drift', [doStep('promote', irreversible)], { targets: [] });
    const drill = await bench.start(plan);

    const report = await drill.result();

    expect(report.outcome).toBe('undone');
    expect(callsOf(bench.world, 'promote')).toEqual(['promote preview']);
  });
});

describe('a step that never answers', () => {
  test('ends when its time is up over all its attempts, however many it may have', async () => {
    bench.world.behave = async (what) => {
      if (what === 'slow run') await Context.current().cancelled;
    };
    const drill = await bench.start(fakePlan('slow', [doStep('slow', { deadlineMs: 700, attempts: 50 })]));

    expect(await drill.result()).toMatchObject({ outcome: 'undone', clean: true });

    expect(bench.world.calls.filter((call) => call === 'slow run').length).toBeLessThan(4);
  });
});

describe('a service that does not become steady', () => {
  test('is looked at again with growing pauses: every look is in the history, which has an end', async () => {
    bench.world.behave = fail('lag check');
    const lag = { kind: 'check' as const, ...checkStep('lag', { attempts: 1 }) };
    const drill = await bench.start(fakePlan('shaky', [doStep('change')], { steady: [lag] }));

    expect(await drill.result()).toMatchObject({ outcome: 'undone', clean: false });

    expect(callsOf(bench.world, 'change')).toEqual([]);
    const looks = callsOf(bench.world, 'lag').length;
    expect(looks).toBeGreaterThan(4);
    expect(looks).toBeLessThan(40);
  });
});

describe('a drill past the point of no return', () => {
  test('asks when a step fails, and goes on when told to retry', async () => {
    let broken = true;
    bench.world.behave = async (what) => {
      if (what === 'swap run' && broken) throw broke();
    };
    const drill = await bench.start(fakePlan('asks', [doStep('promote', irreversible), doStep('swap')]));
    const asking = await drill.until((status) => status.asked !== null);
    expect(asking.asked).toMatchObject({ step: 'swap', message: 'it broke' });
    broken = false;

    await drill.say('retry', { name: 'alice' });

    expect(await drill.result()).toMatchObject({ outcome: 'completed' });
    expect(callsOf(bench.world, 'swap')).not.toContain('swap undo');
  });

  test('keeps what it recovered when a person gives up, but heals the fault', async () => {
    bench.world.behave = fail('swap run');
    const drill = await bench.start(
      fakePlan('gives-up', [injectStep('lose'), doStep('promote', irreversible), doStep('swap')]),
    );
    await drill.until((status) => status.asked !== null);
    await expect(drill.say('give-up', { name: 'alice' })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('reason') },
    });

    await drill.say('give-up', { name: 'alice', reason: 'not today' });

    expect(await drill.result()).toMatchObject({ outcome: 'aborted' });
    expect(bench.world.calls.filter((call) => call.endsWith('undo'))).toEqual([]);
    expect(bench.world.calls.at(-1)).toBe('lose heal');
    expect(
      bench.world.judged[0]!.timeline.filter((event) => event.kind === 'kept').map((event) => event.step),
    ).toEqual(['swap']);
  });

  test('turns an abort into a question, and the line about aborting said so', async () => {
    const drill = await bench.start(
      fakePlan('late-abort', [doStep('promote', irreversible), waitStep('pause', 60_000)]),
    );
    const before = await drill.until((status) => status.sealed && status.steps.at(-1)!.status === 'running');
    expect(before.ifYouAbortNow).toContain('asks what to do');

    await drill.say('abort', { name: 'alice' });
    await drill.until((status) => status.asked?.step === 'pause');
    await drill.say('skip', { name: 'alice', reason: 'enough' });

    expect(await drill.result()).toMatchObject({ outcome: 'completed' });
  });
});

describe('input', () => {
  test('that is wrong fails the workflow at once with a readable message', async () => {
    const handle = await bench.client.workflow.start('drill', {
      taskQueue: 'drillmaster',
      workflowId: 'wrong-input',
      args: [{ environment: 'nowhere' }],
    });

    await expect(handle.result()).rejects.toMatchObject({
      cause: { type: 'InvalidInput', message: 'no such plan' },
    });
  });
});
