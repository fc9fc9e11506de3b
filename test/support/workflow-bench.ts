import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import type { Plan } from '../../src/plan/plan.ts';
import type { Report } from '../../src/report/report.ts';
import type { DrillStatus } from '../../workflows/seam/messages.ts';
import type { drill } from '../../workflows/drill/drill.ts';
import { type BenchWorker, type BenchWorkerOptions, startBenchWorker } from './bench-worker.ts';
import { createFakeWorld, type FakeWorld } from './fake-world.ts';
import { startTestTemporal } from './temporal-server.ts';
import { waitFor } from './wait-for.ts';

/** A real Temporal server and worker with the real workflows over a fake world. */
export interface WorkflowBench {
  client: Client;
  /** Of the server. */
  address: string;
  world: FakeWorld;
  /** Starts a drill on a plan; the environment's name is the lock. */
  start(plan: Plan): Promise<StartedDrill>;
  /** One more worker, over the bench's world unless it has its own; it ends with the bench at the latest. */
  startWorker(options?: Partial<BenchWorkerOptions>): Promise<BenchWorker>;
  /**
   * Lets a workflow's timers fire at once from now on, hours or not, unless an activity or a child of it is under way: a drill
   * skips nothing while its guardian lives, the guardian itself does.
   */
  skipTime(workflowId: string): Promise<void>;
  stop(): Promise<void>;
}

export interface BenchOptions {
  /** Without a worker of its own. */
  idle?: boolean;
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

export async function startWorkflowBench({ idle = false }: BenchOptions = {}): Promise<WorkflowBench> {
  installRuntime();
  const server = await startTestTemporal(['frontend.WorkflowTimeSkippingEnabled=true']);
  // Recorded histories hold the identity: a machine's name does not belong there.
  const identity = 'test';
  const client = new Client({ identity, connection: await Connection.connect({ address: server.address }) });
  const world = createFakeWorld();
  const workers: BenchWorker[] = [];
  const startWorker = async (options: Partial<BenchWorkerOptions> = {}) => {
    const worker = await startBenchWorker(server.address, { world, ...options });
    workers.push(worker);
    return worker;
  };
  if (!idle) await startWorker();
  return {
    client,
    address: server.address,
    world,
    start: (plan) => startDrill(client, world, plan),
    startWorker,
    skipTime: (workflowId) => skipTime(client, workflowId),
    stop: async () => {
      for (const worker of workers) await worker.stop();
      await client.connection.close();
      await server.stop();
    },
  };
}

/** Once for each process. A worker that cannot replay a drill says so through Core: tests that want it look at the history. */
function installRuntime(): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  if (!installed) {
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
  }
  installed = true;
}

async function skipTime(client: Client, workflowId: string): Promise<void> {
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: 'default',
    workflowExecution: { workflowId },
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true } },
    updateMask: { paths: ['time_skipping_config'] },
  });
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
