import type { Report } from '../../src/report/report.ts';

/** The recovery objective of a watch. */
export function rto(report: Report, watch: string): Extract<Report['objectives'][number], { name: 'rto' }> {
  const found = report.objectives.find((objective) => objective.name === 'rto' && objective.watch === watch);
  if (found?.name !== 'rto') throw new Error(`no rto of ${watch}`);
  return found;
}

/** The one objective about lost rows. */
export function rpo(report: Report): Extract<Report['objectives'][number], { name: 'rpo' }> {
  const found = report.objectives.find((objective) => objective.name === 'rpo');
  if (found?.name !== 'rpo') throw new Error('no rpo');
  return found;
}

/** Verdict of the first check of a kind, or of the named one. */
export function verdictOf(report: Report, kind: string, name?: string): string | undefined {
  return report.checks.find((check) => check.kind === kind && (name === undefined || check.name === name))
    ?.verdict;
}
