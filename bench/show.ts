import type { Machine } from './machine.ts';
import type { Row } from './measurement.ts';
import { spreadOf } from './spread.ts';

/** What became of one measurement. */
export interface Finding {
  name: string;
  about: string;
  rows: Row[];
  /** Why there are no rows. */
  error: string | null;
}

export function showMachine({ cores, cpu, memoryGiB, load, node, commit, warning }: Machine): string {
  const machine = `${cores} cores (${cpu}), ${memoryGiB} GiB, load ${load}, Node ${node}, commit ${commit}`;
  return warning === null ? machine : `${machine}\nWARNING: ${warning}`;
}

/** A measurement as a table, its parts indented below the whole. */
export function showFinding({ name, about, rows, error }: Finding): string {
  if (error !== null) return `\n${name}: not measured: ${error}`;
  const lines = rows.map(({ what, unit, values, part }) => {
    const { count, min, median, max } = spreadOf(values);
    return [part ? `  - ${what}` : what, unit, String(count), ...[min, median, max].map(showNumber)];
  });
  const table = [[name, 'unit', 'n', 'min', 'median', 'max'], ...lines];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const shown = table.map((line) =>
    line.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
  );
  return `\n${shown.join('\n')}\n${about}`;
}

/** All that the table shows, with each single value. */
export function toJson(machine: Machine, findings: Finding[]): string {
  const measurements = findings.map(({ rows, ...finding }) => ({
    ...finding,
    rows: rows.map((row) => ({ ...row, part: row.part ?? false, ...spreadOf(row.values) })),
  }));
  return JSON.stringify({ schema: 1, machine, measurements }, roundNumbers, 2);
}

/** No clock here knows more than microseconds. */
function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}

function showNumber(value: number): string {
  if (Number.isNaN(value)) return '-';
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
