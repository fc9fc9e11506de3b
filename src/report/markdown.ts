import { formatDuration } from '../time/duration.ts';
import { escapeMarkdown } from './escape.ts';
import { wordsOf } from './objectives/tell-objectives.ts';
import { showMs } from './show-ms.ts';
import { renderTable } from './table.ts';
import type { Report, ReportedObjective } from './report.ts';
import { renderWaterfall } from './waterfall.ts';

/** The report as an auditor reads it: what was promised, what was measured and how, who decided, what was left. */
export function renderMarkdown(report: Report): string {
  const sections = [
    renderHead(report),
    renderObjectives(report),
    renderChecks(report),
    renderSection('Where the time went', renderWaterfall(report.stages)),
    renderFaults(report),
    renderApprovals(report),
    renderSteps(report),
    renderCalls(report),
    renderUndo(report),
    renderGaps(report),
    renderFindings(report),
    renderKept(report),
    renderFoot(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function renderHead(report: Report): string {
  const { verdict, headline, runbook, environment, startedBy, reason } = report;
  const facts = [
    ['Drill', report.drill],
    ['Runbook', runbook],
    ['Environment', environment],
    ['Occasion', report.occasion],
    ['Started by', `${startedBy.name ?? 'nobody named'} (${startedBy.assurance})`],
    ['Reason', reason ?? 'none given'],
    ['From', report.startedAt],
    ['To', report.finishedAt],
    ['Outcome', `${report.outcome}, ${report.clean ? 'clean' : 'not clean'}`],
    ['Plan', report.planDigest],
  ];
  return [
    `# ${escapeMarkdown(`${runbook} on ${environment}`)}: ${verdict}`,
    `**${escapeMarkdown(headline)}**`,
    renderTable(
      ['', ''],
      facts.map((cells) => cells.map(escapeMarkdown)),
    ),
  ].join('\n\n');
}

function renderObjectives({ objectives }: Report): string {
  const head = ['Objective', 'Target', 'Actual', 'Without people', 'Error', 'Verdict', 'How it was measured'];
  return renderRows('Objectives', head, objectives.map(objectiveRow));
}

function objectiveRow(objective: ReportedObjective): string[] {
  const { name, watch, targetMs, actualMs, verdict, how } = objective;
  const { withoutPeople, error } = wordsOf(objective).cells(objective);
  return [
    `${name} of ${watch}`,
    formatDuration(targetMs),
    showMs(actualMs),
    withoutPeople,
    error,
    verdict,
    how,
  ];
}

function renderChecks({ checks }: Report): string {
  const rows = checks.map(({ verdict, kind, name, quote, why }) => [verdict, kind, name, quote, why]);
  return renderRows('Verdict', ['Verdict', 'Kind', 'What', 'Asked', 'Seen'], rows);
}

function renderFaults({ faults }: Report): string {
  const rows = faults.map(({ step, operation, confirmed, healed, healedBy, evidence }) => [
    step,
    operation,
    confirmed ? 'confirmed' : 'NOT confirmed',
    healed ? `healed by ${healedBy ?? 'nobody named'}` : 'NOT healed',
    evidence,
  ]);
  return renderRows('Faults', ['Step', 'Operation', 'Bites', 'Healed', 'Evidence'], rows);
}

function renderApprovals({ approvals }: Report): string {
  const rows = approvals.map(({ step, name, decision, assurance, notStarter, waitedMs }) => [
    step,
    decision,
    name ?? 'nobody',
    assurance ?? 'none',
    notStarter ? 'yes' : 'no',
    formatDuration(waitedMs),
  ]);
  return renderRows('Approvals', ['Step', 'Decision', 'By', 'Assurance', 'Not the starter', 'Waited'], rows);
}

function renderSteps({ steps }: Report): string {
  const rows = steps.map(({ step, operation, status, ms, attempts, failure }) => [
    step,
    operation ?? '',
    status,
    formatDuration(ms),
    String(attempts),
    failure ?? '',
  ]);
  return renderRows('Steps', ['Step', 'Operation', 'Status', 'Took', 'Attempts', 'Failure'], rows);
}

function renderCalls({ calls, callsAtLeast }: Report): string {
  const rows = Object.entries(calls).flatMap(([region, services]) =>
    Object.entries(services).map(([service, count]) => [
      region,
      service,
      callsAtLeast ? `at least ${count}` : String(count),
    ]),
  );
  return renderRows('AWS calls', ['Region', 'Service', 'Calls'], rows);
}

function renderUndo({ undo }: Report): string {
  const rows = undo.map(({ step, operation, done, evidence }) => [
    step,
    operation,
    done ? 'done' : 'FAILED',
    evidence,
  ]);
  return renderRows('Taken back', ['Step', 'Operation', 'Done', 'Evidence'], rows);
}

function renderGaps({ gaps }: Report): string {
  const rows = gaps.map(({ watch, fromMs, toMs, why }) => [
    watch,
    showMs(fromMs),
    formatDuration(toMs - fromMs),
    why,
  ]);
  return renderRows('Not measured', ['Watch', 'After the start', 'For', 'Why'], rows);
}

function renderFindings({ findings }: Report): string {
  return renderRows(
    'Findings',
    ['Severity', 'What'],
    findings.map(({ severity, text }) => [severity, text]),
  );
}

function renderKept({ kept, leftovers }: Report): string {
  const rows = kept.map(({ step, operation, why }) => [step, operation, why]);
  return (
    renderRows('Kept on purpose', ['Step', 'Operation', 'Why'], rows) +
    renderRows(
      'Left over',
      ['What'],
      leftovers.map((what) => [what]),
    )
  );
}

function renderFoot({ source, key }: Report): string {
  return renderSection(
    'Judge it again',
    [
      '`drill judge FOLDER` checks every file of this folder against its manifest and judges plan, timeline and samples again, offline.',
      `Drill key ${escapeMarkdown(key)}, made with version ${escapeMarkdown(source.toolVersion)}.`,
    ].join('\n'),
  );
}

function renderRows(title: string, head: string[], rows: string[][]): string {
  if (rows.length === 0) return '';
  return renderSection(
    title,
    renderTable(
      head,
      rows.map((cells) => cells.map(escapeMarkdown)),
    ),
  );
}

function renderSection(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}
