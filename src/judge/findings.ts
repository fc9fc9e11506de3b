import type { Finding } from '../report/finding.ts';
import { type ReportedObjective, wordsOf } from '../report/objectives/tell-objectives.ts';
import type { ReportedCheck } from '../report/report.ts';
import { formatDuration } from '../time/duration.ts';
import { findClockSteps } from './clock-steps.ts';
import { isoOf, type Facts } from './facts.ts';
import { timedOf } from './timed-event.ts';

/** What a person should look at, worst first. */
export function findFindings(
  facts: Facts,
  checks: ReportedCheck[],
  objectives: ReportedObjective[],
): Finding[] {
  return [
    ...checks.flatMap(findBroken),
    ...findLeftovers(facts),
    ...objectives.flatMap((objective) => wordsOf(objective).findings(objective)),
    ...findUnapplied(facts),
    ...findSteppedClock(facts),
    ...findUnmeasured(facts),
  ];
}

function findBroken({ verdict, kind, name, why }: ReportedCheck): Finding[] {
  if (verdict === 'fail') return [{ severity: 'high', text: `${kind} ${name}: ${why}` }];
  return verdict === 'inconclusive' ? [{ severity: 'medium', text: `${kind} ${name}: ${why}` }] : [];
}

function findLeftovers(facts: Facts): Finding[] {
  const leftovers = timedOf(facts.events, 'leftovers-found').flatMap(({ leftovers }) => leftovers);
  if (leftovers.length === 0) return [];
  return [
    {
      severity: 'high',
      text: `${leftovers.length} leftovers were found: ${leftovers.slice(0, 5).join(', ')}`,
    },
  ];
}

function findUnapplied(facts: Facts): Finding[] {
  return timedOf(facts.events, 'approval-answered')
    .filter(({ applied }) => !applied)
    .map(({ step, name, decision }) => ({
      severity: 'low' as const,
      text: `approval ${step} was answered again by ${name ?? 'somebody'} (${decision}); the answer was recorded and not applied`,
    }));
}

/** Nothing is measured by the wall clock, but whoever compares with other logs must know. */
function findSteppedClock(facts: Facts): Finding[] {
  return findClockSteps(facts).map(({ afterMs, beforeMs, byMs }) => ({
    severity: 'medium' as const,
    text: `the clock of the measuring host was stepped by ${byMs < 0 ? '-' : '+'}${formatDuration(Math.abs(byMs))} between ${isoOf(facts.base, afterMs)} and ${isoOf(facts.base, beforeMs)}. Durations are right: they come from the monotonic clock. Times of day in this report follow the clock as it was at the start`,
  }));
}

function findUnmeasured(facts: Facts): Finding[] {
  return [...facts.coverages].flatMap(([watch, { gaps }]) => {
    const sumMs = gaps.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    if (sumMs === 0) return [];
    return [
      {
        severity: 'low' as const,
        text: `${watch}: ${formatDuration(sumMs)} in ${gaps.length} gaps were not measured`,
      },
    ];
  });
}
