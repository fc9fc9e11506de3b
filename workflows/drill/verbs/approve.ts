import { CancellationScope, condition } from '@temporalio/workflow';
import type { ApproveStep } from '../../../src/plan/plan.ts';
import { formatDuration } from '../../../src/time/duration.ts';
import { engineActivities } from '../../seam/activities.ts';
import { approvalSummary } from '../board.ts';
import { type Found, StepFailed } from '../../seam/failure.ts';
import { type OpenApproval, type Run, record } from '../run.ts';

/** Asks people and waits for the answer, for the rest of the window, or for an abort. No activity is held meanwhile. */
export async function runApprove(run: Run, step: ApproveStep): Promise<Found> {
  const clock = engineActivities(run.prepared.hostQueue, 10_000);
  const open = await takeTurn(run, step);
  try {
    const at = await clock['clock.read']();
    const { code, role, ask } = open;
    record(run, { kind: 'approval-asked', at, step: step.id, code, role, ask });
    const stopped = await waitForAnswer(run, step, open);
    // The end of the wait is measured, also when an abort has cancelled this step.
    const answeredAt = await CancellationScope.nonCancellable(() => clock['clock.read']());
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
    run.approval = null;
  }
}

/** One approval at a time is on the board: a second lane's waits for its turn. */
async function takeTurn(run: Run, step: ApproveStep): Promise<OpenApproval> {
  // Several may be woken by the same change: only one finds the board free.
  while (run.approval !== null && run.stopped === null)
    await condition(() => run.approval === null || run.stopped !== null);
  if (run.stopped !== null) throw run.stopped;
  const code = run.prepared.codes[step.id]!;
  const shown = showValues(run, step.show);
  const open: OpenApproval = { step: step.id, code, role: step.by, ask: step.ask, shown, answer: null };
  run.approval = open;
  return open;
}

/** Null when answered or expired; else what came first: the cancellation of an abort, or the stop by another lane. */
async function waitForAnswer(run: Run, step: ApproveStep, open: OpenApproval): Promise<unknown> {
  try {
    const summary = approvalSummary(step.id, open.code, step.withinMs);
    await condition(() => open.answer !== null || run.stopped !== null, step.withinMs, { summary });
    return open.answer === null ? run.stopped : null;
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
  return names.map((name) => `${name}: ${run.seen[name]?.join(', ') ?? 'not known yet'}`);
}
