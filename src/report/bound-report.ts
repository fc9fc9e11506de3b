import type { Report, ReportedCheck } from './report.ts';

/** Longest list and longest text of a report. A report travels through Temporal: it stays under 256 kB. */
const maxTextLength = 400;
const maxEntries = { checks: 80, steps: 120, few: 40 };

/** Cuts long lists and texts; what was left out is counted in the findings. The worst checks are kept. */
export function boundReport(report: Report): Report {
  const leftOut: string[] = [];
  const cut = <Entry>(name: string, entries: Entry[], max: number = maxEntries.few): Entry[] => {
    if (entries.length > max) leftOut.push(`${entries.length - max} of ${entries.length} ${name}`);
    return entries.slice(0, max);
  };
  const bounded = {
    ...report,
    objectives: cut('objectives', report.objectives),
    stages: cut('stages', report.stages),
    marks: Object.fromEntries(cut('marks', Object.entries(report.marks))),
    checks: cut('checks', keepWorst(report.checks), maxEntries.checks),
    faults: cut('faults', report.faults),
    undo: cut('undo entries', report.undo),
    steps: cut('steps', report.steps, maxEntries.steps),
    approvals: cut('approvals', report.approvals),
    gaps: cut('gaps', report.gaps),
    findings: cut('findings', report.findings),
    kept: cut('kept entries', report.kept),
    leftovers: cut('leftovers', report.leftovers),
    drift: cut('drift entries', report.drift),
    scope: Object.fromEntries(
      Object.entries(report.scope).map(([name, entries]) => [
        name,
        Array.isArray(entries) ? cut(name, entries) : entries,
      ]),
    ),
  };
  const findings = leftOut.map((what) => ({
    severity: 'low' as const,
    text: `${what} are left out of this report; the evidence folder has all`,
  }));
  return clipTexts({ ...bounded, findings: [...bounded.findings, ...findings] });
}

function keepWorst(checks: ReportedCheck[]): ReportedCheck[] {
  if (checks.length <= maxEntries.checks) return checks;
  const order = { fail: 0, inconclusive: 1, pass: 2, 'not-applicable': 3 };
  return checks.toSorted((left, right) => order[left.verdict] - order[right.verdict]);
}

/** The same report with every text clipped. */
function clipTexts(report: Report): Report {
  const clipped: Report = JSON.parse(JSON.stringify(report), (_key, inner: unknown) =>
    typeof inner === 'string' && inner.length > maxTextLength ? `${inner.slice(0, maxTextLength)}…` : inner,
  );
  return clipped;
}
