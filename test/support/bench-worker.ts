import type { WorkerDeploymentVersion } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { versionedBy, workflowsOf } from '../../src/worker/deployment.ts';
import { refuseUnknownOperation } from '../../src/worker/unknown-operation.ts';
import { type FakeWorld, fakeActivities } from './fake-world.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

export interface BenchWorkerOptions {
  world: FakeWorld;
  /** File of its workflows; default: the present ones. */
  workflows?: URL;
  /** Default: unversioned. */
  version?: WorkerDeploymentVersion | null;
  /** Operations that it does not know, as an older worker. */
  without?: string[];
}

export interface BenchWorker {
  /** In order: what it was doing is given back. */
  stop(): Promise<void>;
}

/** One worker over a fake world, with the options of the shipped one as far as tests can wait for them. */
export async function startBenchWorker(
  address: string,
  { world, version = null, workflows = workflowsOf(version), without = [] }: BenchWorkerOptions,
): Promise<BenchWorker> {
  const activities = Object.entries(fakeActivities(world)).filter(([name]) => !without.includes(name));
  const workflowsPath = fileURLToPath(workflows);
  // Of its own: two workers of one version share no connection.
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue: 'drillmaster',
    workflowBundle: await bundleWorkflows(workflowsPath),
    activities: { ...Object.fromEntries(activities), default: refuseUnknownOperation },
    stickyQueueScheduleToStartTimeout: '1s',
    ...versionedBy(version),
  });
  const ended = runToEnd(worker, connection);
  return {
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

async function runToEnd(worker: Worker, connection: NativeConnection): Promise<void> {
  await worker.run();
  await connection.close();
}
