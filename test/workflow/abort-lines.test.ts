import { Context } from '@temporalio/activity';
import { describe, expect, test } from 'vitest';
import { OperationError } from '../../src/errors/operation-error.ts';
import type { PlanStep } from '../../src/plan/plan.ts';
import type { DrillStatus } from '../../workflows/seam/messages.ts';
import {
  approveStep,
  checkStep,
  doStep,
  fakePlan,
  injectStep,
  together,
  waitStep,
} from '../support/fake-plan.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';
import { waitFor } from '../support/wait-for.ts';
import type { StartedDrill } from '../support/workflow-bench.ts';

const bench = useWorkflowBench();

const alice = { name: 'alice', reason: 'stop' };
const lane = (id: string) => doStep(id, { component: id });

/** Holds a call until it is cancelled. */
const hold = (...held: string[]) => {
  bench.world.behave = async (what) => {
    if (held.includes(what)) await Context.current().cancelled;
  };
};
const isRunning = (id: string) => (status: DrillStatus) =>
  status.steps.some((step) => step.step === id && step.status === 'running');
const called = (what: string) => waitFor(async () => (bench.world.calls.includes(what) ? true : null));

interface Moment {
  steps: PlanStep[];
  holds?: string[];
  /** Returns when the abort is to come. */
  reach: (drill: StartedDrill) => Promise<unknown>;
}

/** Where a drill can be when somebody aborts it, before the point of no return. */
const moments: Record<string, Moment> = {
  'while it waits for an approval': {
    steps: [injectStep('lose'), doStep('change'), approveStep('declare')],
    reach: (drill) => drill.until((status) => status.approval !== null),
  },
  'in a wait': {
    steps: [injectStep('lose'), doStep('change'), waitStep('pause', 60_000)],
    reach: (drill) => drill.until(isRunning('pause')),
  },
  'while an action runs': {
    steps: [injectStep('lose'), doStep('change')],
    holds: ['change run'],
    reach: () => called('change run'),
  },
  'while a fault is being injected': {
    steps: [doStep('change'), injectStep('lose')],
    holds: ['lose inject'],
    reach: () => called('lose inject'),
  },
  'while lanes run side by side': {
    steps: [injectStep('lose'), together('both', [lane('left')], [lane('right')])],
    holds: ['left run', 'right run'],
    reach: () => Promise.all([called('left run'), called('right run')]),
  },
  'while an action runs that the runbook never undoes': {
    steps: [lane('change'), doStep('note', { undo: 'never' }), waitStep('pause', 60_000)],
    reach: (drill) => drill.until(isRunning('pause')),
  },
  'before anything was changed': {
    steps: [checkStep('look'), waitStep('pause', 60_000)],
    reach: (drill) => drill.until(isRunning('pause')),
  },
};

/** The same after it: what follows a promotion. */
const lateMoments: Record<string, Moment> = {
  'while it waits for an approval': {
    steps: [approveStep('enough')],
    reach: (drill) => drill.until((status) => status.approval !== null),
  },
  'in a wait': { steps: [waitStep('pause', 60_000)], reach: (drill) => drill.until(isRunning('pause')) },
  'while an action runs': { steps: [lane('swap')], holds: ['swap run'], reach: () => called('swap run') },
  'while lanes run side by side': {
    steps: [together('both', [lane('left')], [lane('right')])],
    holds: ['left run', 'right run'],
    reach: () => Promise.all([called('left run'), called('right run')]),
  },
};

const ways: Record<string, (drill: StartedDrill) => Promise<unknown>> = {
  'by the CLI': (drill) => drill.say('abort', alice),
  'by the UI': (drill) => drill.signal('abort', alice),
};
const cross = (when: string[]) =>
  when.flatMap((moment) => Object.keys(ways).map((how) => [moment, how] as const));
const cases = cross(Object.keys(moments));
const lateCases = cross(Object.keys(lateMoments));

describe('the line about aborting comes true', () => {
  test.each(cases)('when the drill is aborted %s, %s', async (when, how) => {
    const { steps, holds = [], reach } = moments[when]!;
    hold(...holds);
    const drill = await bench.start(fakePlan(`${when} ${how}`.replaceAll(' ', '-'), steps));
    await reach(drill);
    const { ifYouAbortNow } = await drill.status();

    await ways[how]!(drill);

    expect(await drill.result()).toMatchObject({ outcome: 'aborted', clean: true });
    expect(ifYouAbortNow).toBe(describeWhatHappened());
  });

  test.each(lateCases)(
    'when the drill is aborted after the point of no return, %s, %s: it stops, asks, heals, and undoes nothing',
    async (when, how) => {
      const { steps, holds = [], reach } = lateMoments[when]!;
      hold(...holds);
      const promoted = [injectStep('lose'), lane('before'), doStep('promote', { irreversible: 'no' })];
      const drill = await bench.start(
        fakePlan(`late-${when}-${how}`.replaceAll(' ', '-'), [...promoted, ...steps]),
      );
      await reach(drill);
      const { ifYouAbortNow } = await drill.status();
      expect(ifYouAbortNow).toMatch(
        /stops and the drill asks what to do; `promote` .* stays.*healed \(lose\)/,
      );

      await ways[how]!(drill);

      await drill.until((status) => status.asked !== null);
      expect(bench.world.calls.filter((call) => /(undo|heal)$/.test(call))).toEqual([]);
      await drill.say('give-up', alice);
      expect(await drill.result()).toMatchObject({ outcome: 'aborted' });
      expect(bench.world.calls.filter((call) => /(undo|heal)$/.test(call))).toEqual(['lose heal']);
    },
  );

  test('when nothing can be aborted any more, because the drill is going back by itself', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    bench.world.behave = async (what) => {
      if (what === 'change undo') await held;
      if (what === 'broken run')
        throw new OperationError({ kind: 'Broken', message: 'it broke', hint: 'mend it', retryable: false });
    };
    const drill = await bench.start(fakePlan('going-back', [doStep('change'), lane('broken')]));
    await called('change undo');

    expect((await drill.status()).ifYouAbortNow).toContain('nothing: the drill is ending');
    await expect(drill.say('abort', alice)).rejects.toThrow();
    await drill.signal('abort', alice);
    release();

    expect(await drill.result()).toMatchObject({ outcome: 'undone', clean: true });
  });
});

/** The line that would have announced what was then done, from the calls alone. */
function describeWhatHappened(): string {
  const done = (phase: string) =>
    bench.world.calls.filter((call) => call.endsWith(` ${phase}`)).map((call) => call.split(' ')[0]!);
  const taken = [
    ...[...new Set(done('heal'))].map((step) => `heals ${step}`),
    ...(done('undo').length === 0 ? [] : [`undoes ${[...new Set(done('undo'))].join(', ')}`]),
  ];
  const kept = bench.world.judged[0]!.timeline.flatMap((event) =>
    event.kind === 'kept' ? [event.step] : [],
  );
  const lasting = kept.length === 0 ? '' : ` The runbook keeps ${kept.join(', ')} as it is.`;
  return taken.length === 0
    ? 'the drill ends; nothing has been changed.'
    : `it goes back to the start: ${taken.join(' and ')}.${lasting}`;
}
