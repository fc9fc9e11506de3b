import { flattenSteps } from '../plan/plan.ts';
import type { ReportedCheck } from '../report/report.ts';
import { isoOf, type Facts } from './facts.ts';
import { timedOf } from './timed-event.ts';

/**
 * The actions that had nothing to do: before this drill first touched it, the target was as it is wanted. What an earlier drill
 * or a person left so looks like a success and shows nothing.
 */
export function checkUntried(facts: Facts): ReportedCheck[] {
  const previews = timedOf(facts.events, 'previewed');
  return flattenSteps(facts.plan.steps).flatMap((step): ReportedCheck[] => {
    if (step.verb !== 'do' || facts.steps.get(step.id)?.end?.status !== 'done') return [];
    const first = previews.find((preview) => preview.step === step.id);
    if (first === undefined || first.changes.length > 0) return [];
    const why = 'it was so already before this drill acted, so nothing of this step was tried';
    return [
      {
        name: step.id,
        kind: 'tried',
        quote: `${step.operation} has something to change`,
        window: [isoOf(facts.base, first.atMs), isoOf(facts.base, first.atMs)],
        counts: {},
        ...(facts.plan.occasion === 'disaster'
          ? { verdict: 'not-applicable', why }
          : { verdict: 'inconclusive', why: `${why}; put it back to its start, and run the drill again` }),
      },
    ];
  });
}
