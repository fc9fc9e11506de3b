import { bounds, type Report, type ReportedCheck } from './report.ts';

const maxTextLength = 400;

/** Cuts long lists and texts; what was left out is counted in the findings. The worst checks are kept. */
export function boundReport(report: Report): Report {
  const { cut, leftOut } = cutLists({ ...report, checks: keepWorst(report.checks) });
  const findings = leftOut.map((what) => ({
    severity: 'low' as const,
    text: `${what} are left out of this report; the evidence folder has all`,
  }));
  return clipTexts({ ...cut, findings: [...cut.findings, ...findings] });
}

function keepWorst(checks: ReportedCheck[]): ReportedCheck[] {
  if (checks.length <= bounds.checks.most) return checks;
  const order = { fail: 0, inconclusive: 1, pass: 2, 'not-applicable': 3 };
  return checks.toSorted((left, right) => order[left.verdict] - order[right.verdict]);
}

/** Every list and record at its bound; the lists within a record (of the scope) by their own names. */
function cutLists(report: Report): { cut: Report; leftOut: string[] } {
  const leftOut: string[] = [];
  const cutList = <Entry>(entries: Entry[], most: number, called: string): Entry[] => {
    if (entries.length > most) leftOut.push(`${entries.length - most} of ${entries.length} ${called}`);
    return entries.slice(0, most);
  };
  const fields: Record<string, unknown> = { ...report };
  for (const [field, { most, called }] of Object.entries(bounds)) {
    const list = fields[field];
    if (Array.isArray(list)) fields[field] = cutList<unknown>(list, most, called);
    else {
      const entries = cutList(Object.entries(list ?? {}), most, called).map(([name, inner]) => [
        name,
        Array.isArray(inner) ? cutList<unknown>(inner, most, name) : inner,
      ]);
      fields[field] = Object.fromEntries(entries);
    }
  }
  return { cut: { ...report, ...fields }, leftOut };
}

/** The same report with every text clipped. */
function clipTexts(report: Report): Report {
  const clipped: Report = JSON.parse(JSON.stringify(report), (_key, inner: unknown) =>
    typeof inner === 'string' && inner.length > maxTextLength ? `${inner.slice(0, maxTextLength)}…` : inner,
  );
  return clipped;
}
