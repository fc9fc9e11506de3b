import { formatDuration } from '../../time/duration.ts';
import type { Finding } from '../finding.ts';
import type { JudgedObjective, ObjectiveWords } from './objective-words.ts';

/** Lost rows of one watch. */
export interface ReportedRpo extends JudgedObjective {
  name: 'rpo';
  rowsLost: number | null;
  rowsAcknowledged: number | null;
  phantomRows: number | null;
}

/** How lost rows are told. */
export const rpoWords: ObjectiveWords<ReportedRpo> = {
  cells: ({ rowsLost, rowsAcknowledged, phantomRows }) => ({
    withoutPeople: '',
    error: `${rowsLost ?? '?'} of ${rowsAcknowledged ?? '?'} rows lost, ${phantomRows ?? '?'} phantom`,
  }),
  headline: (objectives) => {
    const rpo = objectives.find(({ rowsLost }) => rowsLost !== null);
    return rpo === undefined
      ? null
      : `${formatCount(rpo.rowsLost ?? 0)} of ${formatCount(rpo.rowsAcknowledged ?? 0)} rows lost`;
  },
  counts: ({ rowsLost, rowsAcknowledged, phantomRows }) => ({
    lost: rowsLost,
    acknowledged: rowsAcknowledged,
    phantom: phantomRows,
  }),
  findings: (rpo) => [...findLost(rpo), ...findPhantom(rpo)],
};

function findLost({ watch, rowsLost, actualMs }: ReportedRpo): Finding[] {
  if ((rowsLost ?? 0) <= 0) return [];
  const text = `${watch}: ${rowsLost} acknowledged rows are lost; the loss reaches back ${formatDuration(actualMs ?? 0)}`;
  return [{ severity: 'medium', text }];
}

function findPhantom({ watch, phantomRows }: ReportedRpo): Finding[] {
  if ((phantomRows ?? 0) <= 0) return [];
  const text = `${watch}: the database has ${phantomRows} rows whose commit nobody got an acknowledgement for (ambiguous commits, not loss)`;
  return [{ severity: 'low', text }];
}

/** Thousands separated by commas, the same in every locale. */
function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
