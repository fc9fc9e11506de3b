import { formatDuration } from '../time/duration.ts';
import { wordsOf } from './objectives/tell-objectives.ts';
import type { ListField, Report } from './report.ts';
import { showMs } from './show-ms.ts';

/** One part of a report, the same for every renderer. Texts are plain: a renderer escapes them in its own way. */
export type Section =
  | { kind: 'table'; title: string; head: string[]; rows: string[][] }
  | { kind: 'waterfall'; title: string; stages: Report['stages'] };

/** The parts of a report in the order in which people read them; what has nothing to say is left out. */
export function listSections(report: Report): Section[] {
  return (
    Object.entries(sections)
      // A report of an earlier version has not all fields.
      .flatMap(([field, show]) => (show === jsonOnly || !(field in report) ? [] : [show(report)]))
      .filter((section) => section.kind === 'waterfall' || section.rows.length > 0)
  );
}

/** What stands above the sections. */
export function describeHead(report: Report): { title: string; facts: string[][] } {
  const { runbook, environment, startedBy, reason } = report;
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
  return { title: `${runbook} on ${environment}`, facts };
}

/** What stands below them: how to judge again, and what made this report. */
export function describeFoot({ source, key }: Report): {
  title: string;
  command: string;
  does: string;
  origin: string;
} {
  return {
    title: 'Judge it again',
    command: 'drill judge FOLDER',
    does: 'checks every file of this folder against its manifest and judges plan, timeline and samples again, offline.',
    origin: `Drill key ${key}, made with version ${source.toolVersion}.`,
  };
}

const jsonOnly = null;

/** How each list of the report is shown, in reading order. */
const sections: { [Field in ListField]: ((report: Report) => Section) | typeof jsonOnly } = {
  objectives: ({ objectives }) =>
    table(
      'Objectives',
      ['Objective', 'Target', 'Actual', 'Without people', 'Error', 'Verdict', 'How it was measured'],
      objectives.map((objective) => {
        const { name, watch, targetMs, actualMs, verdict, how } = objective;
        const { withoutPeople, error } = wordsOf(objective).cells(objective);
        const measured = [formatDuration(targetMs), showMs(actualMs), withoutPeople, error];
        return [`${name} of ${watch}`, ...measured, verdict, how];
      }),
    ),
  checks: ({ checks }) =>
    table(
      'Verdict',
      ['Verdict', 'Kind', 'What', 'Asked', 'Seen'],
      checks.map(({ verdict, kind, name, quote, why }) => [verdict, kind, name, quote, why]),
    ),
  stages: ({ stages }) => ({ kind: 'waterfall', title: 'Where the time went', stages }),
  marks: jsonOnly,
  faults: ({ faults }) =>
    table(
      'Faults',
      ['Step', 'Operation', 'In force', 'Healed', 'Evidence'],
      faults.map(({ step, operation, injected, confirmed, healed, healedBy, evidence }) =>
        injected === false
          ? [step, operation, 'not injected', 'nothing to heal', evidence]
          : [
              step,
              operation,
              confirmed ? 'confirmed' : 'NOT confirmed',
              healed ? `healed by ${healedBy ?? 'nobody named'}` : 'NOT healed',
              evidence,
            ],
      ),
    ),
  approvals: ({ approvals }) =>
    table(
      'Approvals',
      ['Step', 'Decision', 'By', 'Assurance', 'Not the starter', 'Waited'],
      approvals.map(({ step, name, decision, assurance, notStarter, waitedMs }) => [
        step,
        decision,
        name ?? 'nobody',
        assurance ?? 'none',
        notStarter ? 'yes' : 'no',
        formatDuration(waitedMs),
      ]),
    ),
  steps: ({ steps }) =>
    table(
      'Steps',
      ['Step', 'Operation', 'Status', 'Took', 'Attempts', 'Failure'],
      steps.map(({ step, operation, status, ms, attempts, failure }) => [
        step,
        operation ?? '',
        status,
        formatDuration(ms),
        String(attempts),
        failure ?? '',
      ]),
    ),
  calls: ({ calls, callsAtLeast }) =>
    table(
      'AWS calls',
      ['Region', 'Service', 'Calls'],
      Object.entries(calls).flatMap(([region, services]) =>
        Object.entries(services).map(([service, count]) => [
          region,
          service,
          callsAtLeast ? `at least ${count}` : String(count),
        ]),
      ),
    ),
  undo: ({ undo }) =>
    table(
      'Undone',
      ['Step', 'Operation', 'Done', 'Evidence'],
      undo.map(({ step, operation, done, evidence }) => [
        step,
        operation,
        done ? 'done' : 'FAILED',
        evidence,
      ]),
    ),
  gaps: ({ gaps }) =>
    table(
      'Not measured',
      ['Watch', 'After the start', 'For', 'Why'],
      gaps.map(({ watch, fromMs, toMs, why }) => [watch, showMs(fromMs), formatDuration(toMs - fromMs), why]),
    ),
  findings: ({ findings }) =>
    table(
      'Findings',
      ['Severity', 'What'],
      findings.map(({ severity, text }) => [severity, text]),
    ),
  kept: ({ kept }) =>
    table(
      'Kept on purpose',
      ['Step', 'Operation', 'Why'],
      kept.map(({ step, operation, why }) => [step, operation, why]),
    ),
  leftovers: ({ leftovers }) =>
    table(
      'Left over',
      ['What'],
      leftovers.map((what) => [what]),
    ),
  drift: jsonOnly,
  scope: jsonOnly,
};

function table(title: string, head: string[], rows: string[][]): Section {
  return { kind: 'table', title, head, rows };
}
