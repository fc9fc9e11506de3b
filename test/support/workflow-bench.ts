import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../../src/plan/plan.ts';
import type { Report } from '../../src/report/report.ts';
import type { DrillStatus } from '../../workflows/messages.ts';
import type { drill } from '../../workflows/drill.ts';
import { createFakeWorld, fakeActivities, type FakeWorld } from './fake-world.ts';
import { startTestTemporal } from './temporal-server.ts';
import { waitFor } from './wait-for.ts';

/** A real Temporal server and worker with the real workflows over a fake world. */
export interface WorkflowBench {
  client: Client;
  world: FakeWorld;
  /** Starts a drill on a plan; the environment's name is the lock. */
  start(plan: Plan): Promise<StartedDrill>;
  stop(): Promise<void>;
}

export interface StartedDrill {
  id: string;
  result(): Promise<Report>;
  status(): Promise<DrillStatus>;
  /** Waits until the status meets a condition. */
  until(meets: (status: DrillStatus) => boolean): Promise<DrillStatus>;
  say(update: string, message?: object): Promise<string>;
  signal(name: string, message?: object): Promise<void>;
  handle: ReturnType<Client['workflow']['getHandle']>;
}

let installed = false;

export async function startWorkflowBench(): Promise<WorkflowBench> {
  if (!installed) Runtime.install({ logger: new DefaultLogger('ERROR') });
  installed = true;
  const server = await startTestTemporal();
  const connection = await NativeConnection.connect({ address: server.address });
  // Recorded histories hold the identity: a machine's name does not belong there.
  const identity = 'test';
  const client = new Client({ identity, connection: await Connection.connect({ address: server.address }) });
  const world = createFakeWorld();
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const worker = await Worker.create({
    connection,
    taskQueue: 'drillmaster',
    workflowBundle,
    activities: fakeActivities(world),
  });
  const running = worker.run();
  return {
    client,
    world,
    start: (plan) => startDrill(client, world, plan),
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
      await client.connection.close();
      await server.stop();
    },
  };
}

async function startDrill(client: Client, world: FakeWorld, plan: Plan): Promise<StartedDrill> {
  const environment = plan.environment.name;
  world.plans[environment] = plan;
  const handle = await client.workflow.start<typeof drill>('drill', {
    taskQueue: 'drillmaster',
    workflowId: `drill-${environment}-${Math.random().toString(36).slice(2)}`,
    args: [{ runbook: 'fake', environment }],
  });
  const status = () => handle.query<DrillStatus>('status');
  return {
    id: handle.workflowId,
    handle,
    result: async () => (await handle.result()) as Report,
    status,
    until: (meets) =>
      waitFor(async () => {
        const now = await status().catch(() => null);
        return now !== null && meets(now) ? now : null;
      }),
    say: (update, message) => handle.executeUpdate<string, [object]>(update, { args: [message ?? {}] }),
    signal: (name, message) => handle.signal(name, message ?? {}),
  };
}
