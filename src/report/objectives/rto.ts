import { formatDuration } from '../../time/duration.ts';
import { showMs } from '../show-ms.ts';
import type { JudgedObjective, ObjectiveWords } from './objective-words.ts';

/** Recovery time of one watch. */
export interface ReportedRto extends JudgedObjective {
  name: 'rto';
  withoutHumansMs: number | null;
  errorMs: number | null;
}

/** How a recovery time is told. */
export const rtoWords: ObjectiveWords<ReportedRto> = {
  cells: ({ withoutHumansMs, errorMs }) => ({
    withoutPeople: showMs(withoutHumansMs),
    error: errorMs === null ? 'no bound' : `± ${formatDuration(errorMs)}`,
  }),
  headline: (objectives, worstWatch) => {
    const rto = objectives.find(({ watch }) => watch === worstWatch) ?? objectives[0];
    return rto === undefined ? null : sayOutage(rto);
  },
  counts: () => ({}),
  findings: () => [],
};

function sayOutage(rto: ReportedRto): string {
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
