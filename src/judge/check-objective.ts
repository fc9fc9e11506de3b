import type { ReportedCheck, ReportedObjective } from '../report/report.ts';
import { formatDuration } from '../time/duration.ts';
import { disturbedMs, isoOf, type Facts } from './facts.ts';

/** An objective as one line of the verdict table. */
export function checkObjective(facts: Facts, objective: ReportedObjective): ReportedCheck {
  const { name, watch, targetMs, actualMs, verdict, how } = objective;
  const actual = actualMs === null ? 'not measured' : formatDuration(actualMs);
  return {
    name: `${name} of ${watch}`,
    kind: 'objective',
    quote: `${name} <= ${formatDuration(targetMs)}`,
    window: [isoOf(facts.base, disturbedMs(facts)), isoOf(facts.base, facts.ending.endedMs)],
    counts: objective.name === 'rto' ? {} : countRows(objective),
    verdict,
    why: `${actual}: ${how}`,
  };
}

function countRows(rpo: Extract<ReportedObjective, { name: 'rpo' }>): Record<string, number> {
  const counts = { lost: rpo.rowsLost, acknowledged: rpo.rowsAcknowledged, phantom: rpo.phantomRows };
  return Object.fromEntries(
    Object.entries(counts).filter((entry): entry is [string, number] => entry[1] !== null),
  );
}
