import { formatDuration } from '../../src/time/duration.ts';
import { flattenSteps } from '../../src/plan/plan.ts';
import { type Run, openApproval } from './run.ts';
import { describeAbort, describePhase } from './status.ts';

/** The UI asks for the details in a request line: behind a proxy with 8 kB lines it cannot show more than about 4 kB (measured). */
const boardLimit = 4_000;

/** The live board: Markdown that the Temporal UI shows under "Current Details". */
export function renderBoard(run: Run): string {
  const sections = [
    `### ${clean(run.plan.runbook.title)} on ${clean(run.plan.environment.name)}: ${clean(describePhase(run))}`,
    `**If you abort now:** ${describeAbort(run)}`,
    ...renderHeadline(run),
    ...renderApproval(run),
    ...renderQuestions(run),
    ...renderStuck(run),
    ...renderFaults(run),
    renderSteps(run),
    `Drill \`${clean(run.id)}\`, key \`${run.prepared.key}\`, plan \`${run.plan.digest.slice(0, 19)}\`, evidence \`${clean(run.prepared.root)}\``,
  ];
  const text = sections.join('\n\n');
  return text.length <= boardLimit ? text : `${text.slice(0, boardLimit - 20)}\n\n(cut)`;
}

function renderHeadline(run: Run): string[] {
  return run.ending.kind === 'over' ? [clean(run.ending.report.headline)] : [];
}

function renderApproval(run: Run): string[] {
  const open = openApproval(run);
  if (open === null) return [];
  const shown = open.shown.map((line) => `- ${clean(line)}`).join('\n');
  return [
    `**Approval open: ${clean(open.ask)}** (step \`${open.step}\`, role ${clean(open.role)}, code \`${open.code}\`)`,
    ...(shown === '' ? [] : [shown]),
    `CLI: \`drill approve ${open.code} --name NAME\`. UI: signal or update \`approve\` with \`{"code":"${open.code}","name":"NAME"}\`; \`decline\` likewise.`,
  ];
}

function renderQuestions(run: Run): string[] {
  return run.asking.questions
    .filter((question) => question.answer === null)
    .map((question) => {
      const choices = question.skippable ? '`retry`, `skip` or `give-up`' : '`retry` or `give-up`';
      const hint = question.failure.hint === null ? '' : ` Next: ${clean(question.failure.hint)}.`;
      return `**Step \`${question.step}\` asks:** ${clean(question.failure.message)}.${hint} Answer with ${choices}: \`{"name":"NAME","reason":"WHY"}\``;
    });
}

function renderStuck(run: Run): string[] {
  const { stuck } = run.guardian;
  if (stuck === null) return [];
  const { step, message } = stuck;
  return [
    `**Undo of \`${step}\` is stuck:** ${clean(message)}. Answer with \`retry\` or \`give-up\`: \`{"name":"NAME","reason":"WHY"}\``,
  ];
}

function renderFaults(run: Run): string[] {
  const lines = Object.entries(run.story.faults).map(
    ([step, fault]) =>
      `- \`${step}\` (${fault.operation}), healed by the clock at ${new Date(fault.expiresAt).toISOString()}`,
  );
  return lines.length === 0 ? [] : ['Faults in force:', lines.join('\n')];
}

function renderSteps(run: Run): string {
  // The UI's tables have no cell padding: a no-break space keeps the columns apart.
  const rows = flattenSteps(run.plan.steps).map(
    (step) => `| \`${step.id}\` | \u00a0${step.verb}\u00a0 | ${run.story.statuses[step.id] ?? 'waiting'} |`,
  );
  const shown = rows.length <= 30 ? rows : [...rows.slice(0, 30), `| ... | | ${rows.length - 30} more |`];
  return ['| step | verb | status |', '|---|---|---|', ...shown].join('\n');
}

/**
 * Names and texts come from files and servers: no table, code, line break, link or image of theirs may break the board, and none
 * may run backwards.
 */
function clean(text: string): string {
  const flat = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}|`<>]+/gu, ' ');
  return flat.replaceAll('[', '(').replaceAll(']', ')').slice(0, 300);
}

/** For timer summaries: `approve declare, code K7F2, within 15 min`. */
export function approvalSummary(step: string, code: string, withinMs: number): string {
  return `approval ${step}: code ${code}, within ${formatDuration(withinMs)}`.slice(0, 180);
}
