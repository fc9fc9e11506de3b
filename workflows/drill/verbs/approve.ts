import { condition } from '@temporalio/workflow';
import type { ApproveStep } from '../../../src/plan/plan.ts';
import { formatDuration } from '../../../src/time/duration.ts';
import { approvalSummary } from '../board.ts';
import { type Found, StepFailed } from '../../seam/failure.ts';
import { readClock, readClockAnyway } from '../clock.ts';
import { stopOf } from '../ending.ts';
import { record } from '../record.ts';
import type { OpenApproval, Run } from '../run.ts';

/** Asks people and waits for the answer, for the rest of the window, or for an abort. No activity is held meanwhile. */
export async function runApprove(run: Run, step: ApproveStep): Promise<Found> {
  const open = await takeTurn(run, step);
  try {
    const at = await readClock(run);
    const { code, role, ask } = open;
    record(run, { kind: 'approval-asked', at, step: step.id, code, role, ask });
    const stopped = await waitForAnswer(run, step, open);
    // The end of the wait is measured, also when an abort has cancelled this step.
    const answeredAt = await readClockAnyway(run);
    const { answer } = open;
    const decision = answer?.decision ?? (stopped === null ? 'expired' : 'aborted');
    record(run, {
      kind: 'approval-answered',
      at: answeredAt,
      step: step.id,
      decision,
      name: answer?.name ?? null,
      assurance: answer === null ? null : 'claimed',
      via: answer?.via ?? null,
      applied: true,
    });
    if (stopped !== null) throw stopped;
    if (decision !== 'approved')
      throw new StepFailed(describeRefusal(step, decision === 'declined', answer?.name ?? null));
    return { at: answeredAt, attempts: 1, values: { name: answer!.name }, details: {} };
  } finally {
    run.asking.approval = null;
  }
}

/** One approval at a time is on the board: a second lane's waits for its turn. */
async function takeTurn(run: Run, step: ApproveStep): Promise<OpenApproval> {
  // Several may be woken by the same change: only one finds the board free.
  const { asking } = run;
  while (asking.approval !== null && stopOf(run) === null)
    await condition(() => asking.approval === null || stopOf(run) !== null);
  const stopped = stopOf(run);
  if (stopped !== null) throw stopped;
  const code = run.prepared.codes[step.id]!;
  const shown = showValues(run, step.show);
  const open: OpenApproval = { step: step.id, code, role: step.by, ask: step.ask, shown, answer: null };
  asking.approval = open;
  return open;
}

/** Null when answered or expired; else what came first: the cancellation of an abort, or the stop by another lane. */
async function waitForAnswer(run: Run, step: ApproveStep, open: OpenApproval): Promise<unknown> {
  try {
    const summary = approvalSummary(step.id, open.code, step.withinMs);
    await condition(() => open.answer !== null || stopOf(run) !== null, step.withinMs, { summary });
    return open.answer === null ? stopOf(run) : null;
  } catch (error) {
    return error;
  }
}

function describeRefusal(step: ApproveStep, declined: boolean, name: string | null): StepFailed['failure'] {
  if (declined) {
    return {
      kind: 'Declined',
      message: `${step.id} was declined by ${name}`,
      hint: 'talk to them, then retry',
    };
  }
  return {
    kind: 'ApprovalExpired',
    message: `${step.id} was not answered: expected ${step.by} within ${formatDuration(step.withinMs)}, got no answer`,
    hint: 'retry asks again with a new window',
  };
}

/** What the approver should see: what the named checks found last. */
function showValues(run: Run, names: string[]): string[] {
  return names.map((name) => `${name}: ${run.story.seen[name]?.join(', ') ?? 'not known yet'}`);
}
