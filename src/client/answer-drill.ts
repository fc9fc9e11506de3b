import { OperationError } from '../errors/operation-error.ts';
import type { ApprovalMessage, DrillStatus, PersonMessage } from '../../workflows/seam/messages.ts';
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

export type Decision = 'abort' | 'skip' | 'retry' | 'give-up';

/** Answers an open approval; returns the drill and its answer in words. Throws OperationError when there is nothing to answer. */
export async function answerApproval(
  drills: Drills,
  answer: ApprovalAnswer,
): Promise<{ drill: string; said: string }> {
  const open = chooseApproval(await listOpenApprovals(drills), answer.code);
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

/** Tells a drill (the only open one when no id is given) to abort, or what to do about the step that asks. */
export async function decideDrill(
  drills: Drills,
  decision: Decision,
  message: PersonMessage & { id?: string | undefined },
): Promise<{ drill: string; said: string }> {
  const { id, ...person } = message;
  const drill = await chooseOpenDrill(drills, id);
  try {
    const said = await sendUpdate(drills, drill, { name: decision, message: person });
    return { drill, said };
  } catch (error) {
    throw explainFailure(error, drill);
  }
}

async function sendUpdate(
  drills: Drills,
  drill: string,
  update: { name: ApprovalAnswer['decision'] | Decision; message: ApprovalMessage | PersonMessage },
): Promise<string> {
  const handle = drills.client.workflow.getHandle(drill);
  return await handle.executeUpdate<string, [object]>(update.name, { args: [update.message] });
}

/** Which open approval is meant; a code is compared without regard to case. */
export function chooseApproval(open: OpenApproval[], code: string | undefined): OpenApproval {
  const wanted = code?.trim().toUpperCase();
  const fitting = wanted === undefined ? open : open.filter(({ approval }) => approval.code === wanted);
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

async function listOpenApprovals(drills: Drills): Promise<OpenApproval[]> {
  const open = await listOpenDrills(drills);
  const statuses = await Promise.all(open.map(async ({ id }) => await statusOrNull(drills, id)));
  return statuses.flatMap((status) =>
    status?.approval ? [{ drill: status.drill, approval: status.approval }] : [],
  );
}

/** A drill that cannot answer now has no approval that could be answered. */
async function statusOrNull(drills: Drills, id: string): Promise<DrillStatus | null> {
  try {
    return await drillStatus(drills, id);
  } catch (error) {
    if (isTemporary(error)) return null;
    throw error;
  }
}
