import { Client, type Connection, type WorkflowHandle } from '@temporalio/client';
import type { Report } from '../../src/report/report.ts';
import type { ApprovalMessage, DrillStatus, PersonMessage } from '../../workflows/seam/messages.ts';
import type { LiveLab } from '../support/live-lab.ts';
import { waitFor } from '../support/wait-for.ts';
import { patience } from '../support/patience.ts';

const environment = 'lab';

/** A running drill as people and fate meet it. */
export interface CrashDrill {
  id: string;
  /** The code of the approval, once it is open. */
  openCode(): Promise<string>;
  until(meets: (status: DrillStatus) => boolean): Promise<DrillStatus>;
  answer(
    message: 'approve' | 'abort' | 'give-up' | 'retry',
    content: ApprovalMessage & PersonMessage,
  ): Promise<void>;
  terminate(): Promise<void>;
  stopService(region: string): Promise<void>;
  /** The drill's report; null when it ended without one. */
  result(): Promise<Report | null>;
  /** Resolves when the environment's lock is free: its guardian has ended. */
  untilReleased(): Promise<void>;
  /** Where it stands, and what it waits for. */
  describe(): Promise<string>;
  /** Ends what is left of it, so that the next drill finds the environment free. */
  clear(): Promise<void>;
}

/** Starts a failover from west to east; talks to Temporal directly, because every CLI call costs the machine a second. */
export async function startCrashDrill(
  live: LiveLab,
  connection: Connection,
  { id, runbook }: { id: string; runbook: string },
): Promise<CrashDrill> {
  const { workflow } = new Client({ connection });
  const parameters = { from: 'us-west-2', to: 'us-east-2' };
  const args = [{ runbook, environment, parameters, by: 'bob', reason: 'crash sweep' }];
  const handle = await workflow.start('drill', { taskQueue: 'drillmaster', workflowId: id, args });
  const guardian = workflow.getHandle(`drillmaster/${environment}`);
  const until = (meets: (status: DrillStatus) => boolean) => untilStatus(handle, meets);
  return {
    id,
    until,
    openCode: async () => (await until(({ approval }) => approval !== null)).approval!.code,
    answer: async (message, content) => {
      await handle.executeUpdate<string, [object]>(message, { args: [content] });
    },
    terminate: async () => {
      await handle.terminate('crash sweep');
    },
    stopService: async (region) => {
      await live.control('PUT', `/services/${region}`, { running: false });
    },
    result: () => (handle.result() as Promise<Report>).catch(() => null),
    untilReleased: () => untilClosed(guardian),
    describe: () => handle.query<DrillStatus>('status').then(describeStatus, String),
    clear: async () => {
      for (const left of [handle, guardian]) await left.terminate('crash sweep').catch(() => {});
    },
  };
}

function describeStatus({ phase, asked, steps }: DrillStatus): string {
  const running = steps.filter(({ status }) => status === 'running').map(({ step }) => step);
  const question = asked === null ? '' : `, ${asked.step} asks: ${asked.message}`;
  return `"${phase}" at ${running.join(', ') || 'no step'}${question}`;
}

/** A query needs a worker: while there is none, the next look asks again. */
function untilStatus(handle: WorkflowHandle, meets: (status: DrillStatus) => boolean): Promise<DrillStatus> {
  return waitFor(async () => {
    const status = await handle.query<DrillStatus>('status').catch(() => null);
    return status !== null && meets(status) ? status : null;
  }, patience.drillMs);
}

async function untilClosed(handle: WorkflowHandle): Promise<void> {
  await waitFor(async () => {
    const { status } = await handle.describe();
    return status.name === 'RUNNING' ? null : true;
  }, patience.drillMs);
}
