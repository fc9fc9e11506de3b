import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { Plan, WaitStep } from '../../../src/plan/plan.ts';
import type { TimelineEvent } from '../../../src/timeline/timeline.ts';
import { rto, verdictOf } from '../../support/report-lookup.ts';
import { failover, makeDrill } from '../../support/synthetic-drill.ts';
import { percent, type Behaviour } from '../../support/synthetic-series.ts';
import { instant, script } from '../../support/synthetic-timeline.ts';

/** The plan of a drill that only looks how its service fails: nothing in it says that users recover elsewhere. */
function staying(plan: Plan): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => (step.verb === 'do' ? { ...step, regions: [] } : step)),
    settled: plan.settled.map((each) => (each.kind === 'watch' ? { ...each, region: null } : each)),
    objectives: plan.objectives.map((each) => (each.name === 'rto' ? { ...each, region: null } : each)),
  };
}

function backToWest(plan: Plan): Plan {
  const objectives = plan.objectives.map((each) =>
    each.name === 'rto' ? { ...each, region: 'west' } : each,
  );
  return { ...staying(plan), objectives };
}

const waiting: WaitStep = {
  verb: 'wait',
  id: 'users-are-back',
  name: 'users-are-back',
  mark: null,
  onFailure: null,
  requires: [],
  until: { kind: 'condition', watch: 'reads', that: [percent('ok', '>=', 99)], region: 'east' },
  withinMs: 60_000,
};

/** Back where they were, once the fault is healed. */
const backInPlace: Behaviour = (atMs) => {
  if (atMs >= script.impactMs && atMs < script.recoveredMs) return { label: 'refused', region: null };
  return { region: 'west' };
};

/** The fault is healed when users come back, not at the end. */
function healEarly(events: TimelineEvent[]): TimelineEvent[] {
  const at = instant(script.recoveredMs);
  return events.map((event) =>
    event.kind === 'fault-healing' || event.kind === 'fault-healed' ? { ...event, at } : event,
  );
}

describe('the lost region', () => {
  test('is not asked about where the runbook does not recover in another region', () => {
    const report = judge(makeDrill({ plan: staying, reads: backInPlace, timeline: healEarly }));
    expect(verdictOf(report, 'lost-region')).toBe('not-applicable');
    expect(rto(report, 'reads').actualMs).toBe(script.recoveredMs - script.impactMs);
    expect(report.verdict).toBe('pass');
  });

  test.each<[string, (plan: Plan) => Plan]>([
    ['an objective', (plan) => ({ ...staying(plan), objectives: plan.objectives })],
    ['the end state', (plan) => ({ ...staying(plan), settled: plan.settled })],
    ['a wait', (plan) => ({ ...staying(plan), steps: [...staying(plan).steps, waiting] })],
    ['an action that moves data or traffic', (plan) => ({ ...staying(plan), steps: plan.steps })],
  ])('must not be needed where %s asks for another region, or leads there', (_, plan) => {
    expect(verdictOf(judge(makeDrill({ plan, reads: failover })), 'lost-region')).toBe('pass');
    const back = judge(makeDrill({ plan, reads: backInPlace, timeline: healEarly }));
    expect(verdictOf(back, 'lost-region')).toBe('inconclusive');
  });

  test('is not asked about where the runbook asks for answers from that very region', () => {
    expect(verdictOf(judge(makeDrill({ plan: backToWest, reads: backInPlace })), 'lost-region')).toBe(
      'not-applicable',
    );
  });
});
