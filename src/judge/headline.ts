import type { Report, ReportedObjective } from '../report/report.ts';
import { formatDuration } from '../time/duration.ts';
import type { Verdict } from '../report/verdict.ts';

interface HeadlineFacts {
  verdict: Verdict;
  outcome: Report['outcome'];
  objectives: ReportedObjective[];
  /** Watch whose outage decides the story; null when none was measured. */
  watch: string | null;
}

/** The one sentence that is read when nothing else is: how long users were down, how much of it was waiting, what was lost. */
export function writeHeadline({ verdict, outcome, objectives, watch }: HeadlineFacts): string {
  const rto = objectives.find((objective) => objective.name === 'rto' && objective.watch === watch);
  const rpo = objectives
    .filter((objective) => objective.name === 'rpo')
    .find(({ rowsLost }) => rowsLost !== null);
  const ended =
    outcome === 'completed' ? '' : `The drill was ${outcome === 'stuck' ? 'left stuck' : outcome}. `;
  const sayings = [rto?.name === 'rto' ? sayOutage(rto) : null, rpo === undefined ? null : sayLoss(rpo)];
  const said = sayings.filter((saying) => saying !== null).join('; ');
  const doubt =
    verdict === 'inconclusive' ? ' This drill proves nothing yet: see the inconclusive checks.' : '';
  return `${ended}${said === '' ? 'No objective was measured' : said}.${doubt}`;
}

function sayOutage(rto: Extract<ReportedObjective, { name: 'rto' }>): string {
  const watch = rto.watch.charAt(0).toUpperCase() + rto.watch.slice(1);
  const allowed = `of ${formatDuration(rto.targetMs)} allowed`;
  if (rto.actualMs === null) {
    return rto.verdict === 'fail'
      ? `${watch} never came back (${formatDuration(rto.targetMs)} allowed)`
      : `${watch} were not measured to their recovery`;
  }
  const waitedMs = rto.actualMs - (rto.withoutHumansMs ?? rto.actualMs);
  const waited = waitedMs > 0 ? ` (${formatDuration(waitedMs)} of it waiting for a person)` : '';
  return `${watch} were down ${formatDuration(rto.actualMs)} ${allowed}${waited}`;
}

function sayLoss({ rowsLost, rowsAcknowledged }: Extract<ReportedObjective, { name: 'rpo' }>): string {
  return `${formatCount(rowsLost ?? 0)} of ${formatCount(rowsAcknowledged ?? 0)} rows lost`;
}

/** Thousands separated by commas, the same in every locale. */
function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
