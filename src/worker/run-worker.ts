import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  bundleWorkflowCode,
  makeTelemetryFilterString,
} from '@temporalio/worker';
import type { ActivityInterceptorsFactory, WorkerOptions as TemporalOptions } from '@temporalio/worker';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { Logger } from 'pino';
import { catalog } from '../../activities/catalog.ts';
import { reportDeployment, versionedBy, workflowsOf } from './deployment.ts';
import { createEngineActivities } from './engine-activities.ts';
import { createOperationActivities } from './operation-activities.ts';
import { hostQueue } from './prepare.ts';
import { reportFaults } from './report-faults.ts';
import { refuseUnknownOperation } from './unknown-operation.ts';
import { taskQueue } from '../config/task-queue.ts';
import { readToolVersion } from '../config/tool-version.ts';

export interface WorkerOptions {
  home: string;
  /** Folders with runbooks and environments, searched in order. */
  library: string[];
  log: Logger;
  /** Stops the worker: running activities get a moment, drills go on with the next worker. */
  signal: AbortSignal;
  /** Version of a worker deployment; default: unversioned. A versioned worker gets new drills once its version is the current one. */
  version?: WorkerDeploymentVersion | null;
  /** What tests put between Temporal and the drill, to cut a worker off in the middle of a call; default: nothing. */
  instruments?: WorkerInstruments;
}

export interface WorkerInstruments {
  /** The outermost first. */
  activities: ActivityInterceptorsFactory[];
  /** The workflows with their own interceptors, and what these call outside the sandbox. */
  workflowBundle: NonNullable<TemporalOptions['workflowBundle']>;
  sinks: NonNullable<TemporalOptions['sinks']>;
}

/**
 * Runs workflows and activities until the signal fires: one worker on the common queue, one on this host's. Connects as
 * Temporal's own settings say (`TEMPORAL_*`, config file).
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { home, library, log, signal, version = null, instruments } = options;
  installRuntime(log);
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  try {
    const client = new Client({ connection, namespace: namespace ?? 'default' });
    const activities = {
      ...createOperationActivities({ catalog, client, namespace: namespace ?? 'default', log }),
      ...createEngineActivities({ catalog, client, library, home, toolVersion: readToolVersion() }),
      // Whatever has no other entry comes here.
      default: refuseUnknownOperation,
    };
    const shared = {
      connection,
      namespace: namespace ?? 'default',
      activities,
      interceptors: { activity: instruments?.activities ?? [] },
      ...versionedBy(version),
      shutdownGraceTime: '2s',
      shutdownForceTime: '10s',
    } as const;
    const workers = await Promise.all([
      Worker.create({
        ...shared,
        taskQueue,
        workflowBundle: instruments?.workflowBundle ?? (await bundleWorkflows(version)),
        ...(instruments === undefined ? {} : { sinks: instruments.sinks }),
        // A dead worker's sticky queue would hold its drills back for 10 s (the SDK's default).
        stickyQueueScheduleToStartTimeout: '1s',
      }),
      Worker.create({ ...shared, taskQueue: hostQueue() }),
    ]);
    log.info({ taskQueues: [taskQueue, hostQueue()] }, 'worker ready');
    await reportFaults(home, log);
    await Promise.all([
      runUntil(workers, signal),
      version === null
        ? null
        : reportDeployment({ client, namespace: namespace ?? 'default', version, log, signal }),
    ]);
  } finally {
    await connection.close();
  }
}

async function runUntil(workers: Worker[], signal: AbortSignal): Promise<void> {
  const stop = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  signal.addEventListener('abort', stop, { once: true });
  const runs = workers.map((worker) => worker.run().finally(stop));
  if (signal.aborted) stop();
  await Promise.all(runs);
}

async function bundleWorkflows(version: WorkerDeploymentVersion | null) {
  const workflowsPath = fileURLToPath(workflowsOf(version));
  return await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
}

function installRuntime(log: Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      const { error, ...fields } = { ...meta } as { error?: unknown };
      const entry = { ...fields, ...(error === undefined ? {} : { err: error }) };
      if (level === 'ERROR') log.error(entry, message);
      else if (level === 'WARN') log.warn(entry, message);
      else log.debug(entry, message);
    }),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
    },
  });
}
