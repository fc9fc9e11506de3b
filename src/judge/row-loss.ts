import type { Sample } from '../samples/series.ts';
import { roundMicro } from '../time/round-micro.ts';

/** Which acknowledged rows are gone, and how long before the last acknowledgement the state is that is left. */
export interface RowLoss {
  acknowledged: number;
  lost: number;
  /** Present rows that nobody got an acknowledgement for: ambiguous commits, not loss. */
  phantom: number;
  /** From the newest row with nothing missing at or before it to the last row acknowledged before the outage; 0 without loss. */
  lostMs: number;
}

export interface RowAudit {
  /** Inclusive ranges of row numbers found. */
  presentRanges: [number, number][];
  /** Monotonic instant at which the audit began to look: rows acknowledged later are not its business. */
  sinceMs: number;
  /** Monotonic instant at which users were served again; null when never or never interrupted. */
  firstOkMs: number | null;
}

/** Compares what the ledger was told with what is there. */
export function measureRowLoss(samples: Sample[], audit: RowAudit): RowLoss {
  const everAcknowledged = acknowledgedRows(samples);
  const acknowledged = everAcknowledged.filter(({ doneMs }) => doneMs <= audit.sinceMs);
  const ranges = audit.presentRanges.toSorted((left, right) => left[0] - right[0]);
  const lost = acknowledged.filter(({ row }) => !isPresent(ranges, row));
  return {
    acknowledged: acknowledged.length,
    lost: lost.length,
    phantom: countPresent(ranges) - everAcknowledged.filter(({ row }) => isPresent(ranges, row)).length,
    lostMs: measureLostMs(acknowledged, lost, audit.firstOkMs),
  };
}

interface Row {
  row: number;
  doneMs: number;
}

/** By row number; an acknowledgement counts once. */
function acknowledgedRows(samples: Sample[]): Row[] {
  const rows = new Map<number, Row>();
  for (const { label, value, doneMs } of samples) {
    if (label === 'ok' && value !== null && !rows.has(value)) rows.set(value, { row: value, doneMs });
  }
  return [...rows.values()].toSorted((left, right) => left.row - right.row);
}

function measureLostMs(acknowledged: Row[], lost: Row[], firstOkMs: number | null): number {
  const first = lost[0];
  const last = lost.at(-1);
  if (first === undefined || last === undefined) return 0;
  const isBefore = ({ row, doneMs }: Row) => row <= last.row || (firstOkMs !== null && doneMs < firstOkMs);
  const lastMs = acknowledged.reduce(
    (latest, row) => (isBefore(row) ? Math.max(latest, row.doneMs) : latest),
    0,
  );
  const newest = acknowledged.findLast(({ row }) => row < first.row);
  // Nothing is safe before the first row: the loss reaches back to it.
  return roundMicro(lastMs - (newest ?? first).doneMs);
}

/** Ranges are sorted and few; a row is looked up by halving. */
function isPresent(ranges: [number, number][], row: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to] = ranges[middle]!;
    if (row < from) high = middle - 1;
    else if (row > to) low = middle + 1;
    else return true;
  }
  return false;
}

function countPresent(ranges: [number, number][]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}
