import { sayObjectives } from '../report/objectives/tell-objectives.ts';
import type { Report, ReportedObjective } from '../report/report.ts';
import type { Verdict } from '../report/verdict.ts';

interface HeadlineFacts {
  verdict: Verdict;
  outcome: Report['outcome'];
  objectives: ReportedObjective[];
  /** Watch whose outage decides the story; null when none was measured. */
  worstWatch: string | null;
}

/** The one sentence that is read when nothing else is: how long users were down, how much of it was waiting, what was lost. */
export function writeHeadline({ verdict, outcome, objectives, worstWatch }: HeadlineFacts): string {
  const ended =
    outcome === 'completed' ? '' : `The drill was ${outcome === 'stuck' ? 'left stuck' : outcome}. `;
  const said = sayObjectives(objectives, worstWatch).join('; ');
  const doubt =
    verdict === 'inconclusive' ? ' This drill proves nothing yet: see the inconclusive checks.' : '';
  return `${ended}${said === '' ? 'No objective was measured' : said}.${doubt}`;
}
