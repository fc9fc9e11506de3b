import { Context } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { OperationError } from '../../src/errors/operation-error.ts';
import { doStep, fakePlan, injectStep } from '../support/fake-plan.ts';
import type { FakeWorld } from '../support/fake-world.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';

const bench = useWorkflowBench();

const answered = (region: string, service = 'rds') => ({ region, service, errorCode: null });
const refused = (region: string) => ({ ...answered(region), errorCode: 'Throttling' });

/** Makes the calls that are written for `step phase`, once per attempt, and fails so long as `fails` says. */
function behaveWith(
  calls: Record<string, Parameters<Parameters<FakeWorld['behave']>[2]>[0][]>,
  fails: (what: string, attempt: number) => boolean = () => false,
): FakeWorld['behave'] {
  const attempts: Record<string, number> = {};
  return async (what, _call, count) => {
    attempts[what] = (attempts[what] ?? 0) + 1;
    for (const call of calls[what] ?? []) count(call);
    if (fails(what, attempts[what]))
      throw new OperationError({ kind: 'Broken', message: 'it broke', hint: 'wait', retryable: true });
  };
}

test('a drill says which step got answers from which region, so that the judge can tell whether a lost one was needed', async () => {
  bench.world.behave = behaveWith({
    'promote run': [answered('east'), answered('east'), answered('east'), refused('west')],
  });
  const drill = await bench.start(fakePlan('calls', [doStep('promote')]));

  await drill.result();

  const { timeline, calls } = bench.world.judged.at(-1)!;
  expect(calls).toEqual({ east: { rds: 3 }, west: { rds: 1 } });
  expect(timeline.filter((event) => event.kind === 'calls-answered')).toMatchObject([
    { step: 'promote', calls: { east: { rds: 3 } } },
  ]);
});

test('attempts that failed are counted, those of a step that failed for good as well', async () => {
  bench.world.behave = behaveWith(
    { 'first run': [refused('west')], 'second run': [answered('east')] },
    (what, attempt) => (what === 'first run' && attempt < 3) || what === 'second run',
  );
  const steps = [doStep('first', { attempts: 3 }), doStep('second', { component: 'other' })];
  const drill = await bench.start(fakePlan('attempts', steps));

  expect(await drill.result()).toMatchObject({ outcome: 'undone' });

  expect(bench.world.judged.at(-1)).toMatchObject({
    calls: { west: { rds: 3 }, east: { rds: 2 } },
    callsAtLeast: false,
  });
});

test('what the guardian called to undo and to heal is counted', async () => {
  bench.world.behave = behaveWith(
    { 'change undo': [answered('global', 'route53')], 'lose heal': [answered('west'), refused('west')] },
    (what) => what === 'broken run',
  );
  const steps = [injectStep('lose'), doStep('change'), doStep('broken', { component: 'other', attempts: 1 })];
  const drill = await bench.start(fakePlan('guardian-calls', steps));

  await drill.result();

  const { calls, timeline } = bench.world.judged.at(-1)!;
  expect(calls).toEqual({ global: { route53: 1 }, west: { rds: 2 } });
  expect(timeline.filter((event) => event.kind === 'calls-answered')).toEqual([]);
});

test('an attempt that never came back makes the count a least', async () => {
  const deadlineMs = 400;
  bench.world.behave = async (what, _call, count) => {
    if (what !== 'slow run') return;
    count(answered('east'));
    if (bench.world.calls.filter((call) => call === what).length === 1) await Context.current().cancelled;
  };
  const drill = await bench.start(fakePlan('cut-off', [doStep('slow', { deadlineMs })]));

  expect(await drill.result()).toMatchObject({ outcome: 'completed' });

  expect(bench.world.judged.at(-1)).toMatchObject({ callsAtLeast: true });
});
