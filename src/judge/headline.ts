import { flattenSteps } from '../plan/plan.ts';
import { type ReportedObjective, sayObjectives } from '../report/objectives/tell-objectives.ts';
import type { ReportedCheck } from '../report/report.ts';
import type { Verdict } from '../report/verdict.ts';
import type { Facts } from './facts.ts';

interface Judged {
  verdict: Verdict;
  objectives: ReportedObjective[];
  checks: ReportedCheck[];
  /** Watch whose outage decides the story; null when none was measured. */
  worstWatch: string | null;
}

/** The one sentence that is read when nothing else is: how long users were down, how much of it was waiting, what was lost. */
export function writeHeadline(facts: Facts, { verdict, objectives, checks, worstWatch }: Judged): string {
  const notStarted = sayNotStarted(facts, checks);
  if (notStarted !== null) return notStarted;
  const { outcome } = facts.ending;
  const ended =
    outcome === 'completed' ? '' : `The drill was ${outcome === 'stuck' ? 'left stuck' : outcome}. `;
  const said = sayObjectives(objectives, worstWatch).join('; ');
  const doubt =
    verdict === 'inconclusive' ? ' This drill proves nothing yet: see the inconclusive checks.' : '';
  return `${ended}${said === '' ? 'No objective was measured' : said}.${doubt}`;
}

/** What did not hold when a drill that was never steady ended before its first step; null for any other drill. */
function sayNotStarted(facts: Facts, checks: ReportedCheck[]): string | null {
  const steps = new Set(flattenSteps(facts.plan.steps).map(({ id }) => id));
  if (facts.events.some((event) => 'step' in event && steps.has(event.step))) return null;
  // A check without a window was not answered: an abort came first.
  const broken = checks.filter(
    ({ kind, verdict, window }) => kind === 'steady' && verdict !== 'pass' && window.length > 0,
  );
  if (broken.length === 0) return null;
  const what = broken.map(({ quote, why }) => `expected ${quote}, got ${why}`).join('; ');
  return `Not started, nothing was touched: ${what}`;
}
