import { WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { OperationError } from '../errors/operation-error.ts';
import type { ApprovalMessage, DrillStatus, PersonMessage } from '../../workflows/seam/messages.ts';
import { signalAbort } from './abort-drills.ts';
import type { Drills } from './connect.ts';
import { explainFailure, isTemporary } from './failure.ts';
import { chooseOpenDrill, listOpenDrills } from './find-drills.ts';
import { drillStatus } from './read-drill.ts';

export interface ApprovalAnswer {
  /** Left out: the only open approval of all open drills. */
  code?: string;
  /** A person of the drill's environment, as claimed. */
  name: string;
  decision: 'approve' | 'decline';
  reason?: string;
}

export interface OpenApproval {
  drill: string;
  approval: NonNullable<DrillStatus['approval']>;
}

/** A drill answers at once. Without a worker nobody does, and the server would wait for one for ever. */
const answerWithinMs = { abort: 10_000, other: 20_000 };

export type Decision = 'abort' | 'skip' | 'retry' | 'give-up';

/** Answers an open approval; returns the drill and its answer in words. Throws OperationError when there is nothing to answer. */
export async function answerApproval(
  drills: Drills,
  answer: ApprovalAnswer,
): Promise<{ drill: string; said: string }> {
  const open = chooseAnswered(await askStatuses(drills), answer.code);
  const { name, reason } = answer;
  const message: ApprovalMessage = {
    code: open.approval.code,
    name,
    ...(reason === undefined ? {} : { reason }),
  };
  try {
    const said = await sendUpdate(drills, open.drill, { name: answer.decision, message });
    return { drill: open.drill, said };
  } catch (error) {
    throw explainFailure(error, open.drill);
  }
}

/**
 * Tells a drill (the only open one when no id is given) to abort, or what to do about the step that asks. An abort that no
 * worker answers is left with the server, which keeps it. Throws OperationError `NoAnswer` for any other decision.
 */
export async function decideDrill(
  drills: Drills,
  decision: Decision,
  message: PersonMessage & { id?: string | undefined },
): Promise<{ drill: string; said: string }> {
  const { id, ...person } = message;
  const drill = await chooseOpenDrill(drills, id);
  try {
    return { drill, said: await sendDecision(drills, drill, { decision, person }) };
  } catch (error) {
    throw explainFailure(error, drill);
  }
}

async function sendDecision(
  drills: Drills,
  drill: string,
  { decision, person }: { decision: Decision; person: PersonMessage },
): Promise<string> {
  try {
    return await sendUpdate(drills, drill, { name: decision, message: person });
  } catch (error) {
    if (decision !== 'abort' || !(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) throw error;
    await signalAbort(drills, drill, person);
    return `no worker answers within ${answerWithinMs.abort / 1_000} s: told by signal, and heard as soon as a worker runs (start one: drill worker)`;
  }
}

async function sendUpdate(
  drills: Drills,
  drill: string,
  update: { name: ApprovalAnswer['decision'] | Decision; message: ApprovalMessage | PersonMessage },
): Promise<string> {
  const handle = drills.client.workflow.getHandle(drill);
  const withinMs = update.name === 'abort' ? answerWithinMs.abort : answerWithinMs.other;
  return await drills.client.withDeadline(
    Date.now() + withinMs,
    async () => await handle.executeUpdate<string, [object]>(update.name, { args: [update.message] }),
  );
}

/** Which open approval is meant; a code is compared without regard to case. */
export function chooseApproval(open: OpenApproval[], code: string | undefined): OpenApproval {
  const wanted = readCode(code);
  const fitting = fit(open, code);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const codes = open
    .map(({ drill, approval }) => `${approval.code} (${approval.step} of ${drill})`)
    .join(', ');
  throw new OperationError({
    kind: 'WhichApproval',
    message:
      wanted === undefined
        ? `which approval: expected one open approval, got ${codes === '' ? 'none' : codes}`
        : `no open approval has this code: expected ${codes === '' ? 'an open approval' : codes}, got "${wanted.slice(0, 20)}"`,
    hint: codes === '' ? 'see what the drills wait for: drill status' : 'give one of these codes',
    retryable: false,
  });
}

function fit(open: OpenApproval[], code: string | undefined): OpenApproval[] {
  const wanted = readCode(code);
  return wanted === undefined ? open : open.filter(({ approval }) => approval.code === wanted);
}

function readCode(code: string | undefined): string | undefined {
  return code?.trim().toUpperCase();
}

/** While a drill does not answer, nobody knows that an approval is not open. */
function chooseAnswered(statuses: (DrillStatus | OperationError)[], code: string | undefined): OpenApproval {
  const open = statuses.flatMap((status) =>
    status instanceof OperationError || !status.approval
      ? []
      : [{ drill: status.drill, approval: status.approval }],
  );
  const silent = statuses.find((status) => status instanceof OperationError && status.kind === 'NoAnswer');
  if (silent instanceof OperationError && fit(open, code).length === 0) throw silent;
  return chooseApproval(open, code);
}

/** Of each open drill, where it is, or why it cannot say so now. */
async function askStatuses(drills: Drills): Promise<(DrillStatus | OperationError)[]> {
  const open = await listOpenDrills(drills);
  return await Promise.all(open.map(async ({ id }) => await statusOrTrouble(drills, id)));
}

async function statusOrTrouble(drills: Drills, id: string): Promise<DrillStatus | OperationError> {
  try {
    return await drillStatus(drills, id);
  } catch (error) {
    if (isTemporary(error)) return error;
    throw error;
  }
}
