import { CancellationScope, condition } from '@temporalio/workflow';
import type { ApproveStep } from '../../src/plan/plan.ts';
import { formatDuration } from '../../src/time/duration.ts';
import { engineActivities } from '../activities.ts';
import { approvalSummary } from '../board.ts';
import { StepFailed } from '../failure.ts';
import { type OpenApproval, type Run, record } from '../run.ts';
import type { StepResult } from '../steps.ts';

/** Asks people and waits for the answer, for the rest of the window, or for an abort. No activity is held meanwhile. */
export async function runApprove(run: Run, step: ApproveStep): Promise<StepResult> {
  const clock = engineActivities(run.prepared.hostQueue, 10_000);
  const code = run.prepared.codes[step.id]!;
  // One approval at a time is on the board: a second lane's waits for its turn.
  await condition(() => run.approval === null);
  const askedAt = await clock['clock.read']();
  const open: OpenApproval = {
    step: step.id,
    code,
    role: step.by,
    ask: step.ask,
    shown: showValues(run, step.show),
    answer: null,
  };
  run.approval = open;
  record(run, { kind: 'approval-asked', at: askedAt, step: step.id, code, role: step.by, ask: step.ask });
  try {
    const stopped = await waitForAnswer(step, open);
    // The end of the wait is measured, also when an abort has cancelled this step.
    const at = await CancellationScope.nonCancellable(() => clock['clock.read']());
    const { answer } = open;
    const decision = answer?.decision ?? (stopped === null ? 'expired' : 'aborted');
    record(run, {
      kind: 'approval-answered',
      at,
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
    return { at, attempts: 1, values: { name: answer!.name }, details: {} };
  } finally {
    run.approval = null;
  }
}

/** Null when answered or expired; the cancellation when an abort came first. */
async function waitForAnswer(step: ApproveStep, open: OpenApproval): Promise<unknown> {
  try {
    const summary = approvalSummary(step.id, open.code, step.withinMs);
    await condition(() => open.answer !== null, step.withinMs, { summary });
    return null;
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
