import { setTimeout as delay } from 'node:timers/promises';
import proto from '@temporalio/proto';
import { taskQueue } from '../config/task-queue.ts';
import { setCurrentCommand } from '../config/worker-version.ts';
import { OperationError } from '../errors/operation-error.ts';
import type { Drills } from './connect.ts';

const { TaskQueueType, WorkerVersioningMode } = proto.temporal.api.enums.v1;
type Answer = proto.temporal.api.workflowservice.v1.IDescribeTaskQueueResponse;

interface Version {
  deploymentName: string;
  buildId: string;
}

/** A worker that was started together with the drill needs some seconds. */
const withinMs = 30_000;
const pollEveryMs = 250;

export interface WaitForWorker {
  /** Once, when there is no worker yet. */
  onWait(withinMs: number): void;
  /** Firing ends the wait. */
  signal: AbortSignal;
}

/**
 * Returns when a worker would take a new drill, after half a minute at the latest. Refuses when there is none: a drill that
 * starts hours later surprises people.
 */
export async function requireWorker(drills: Drills, waiting: WaitForWorker): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += pollEveryMs) {
    const versions = await listVersions(drills);
    if (versions.some(({ takesDrills }) => takesDrills)) return;
    const idle = versions.flatMap(({ version }) => version ?? []).at(-1);
    if (idle !== undefined) throw notCurrent(idle);
    if (waitedMs >= withinMs || waiting.signal.aborted) throw missingWorker(drills);
    if (waitedMs === 0) waiting.onWait(withinMs);
    await delay(pollEveryMs, undefined, { signal: waiting.signal }).catch(() => {});
  }
}

/** True when a worker polls the drills' task queue and would take a new drill. */
export async function hasWorker(drills: Drills): Promise<boolean> {
  return (await listVersions(drills)).some(({ takesDrills }) => takesDrills);
}

/** Of each poller: its version, null when it is not versioned, and whether a new drill may come to it. */
async function listVersions(drills: Drills): Promise<{ version: Version | null; takesDrills: boolean }[]> {
  const { pollers, versioningInfo }: Answer =
    await drills.client.connection.workflowService.describeTaskQueue({
      namespace: drills.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    });
  const { currentDeploymentVersion, rampingDeploymentVersion } = versioningInfo ?? {};
  return (pollers ?? []).map(({ deploymentOptions }) => {
    const { workerVersioningMode } = deploymentOptions ?? {};
    if (workerVersioningMode !== WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED)
      return { version: null, takesDrills: !currentDeploymentVersion };
    const deploymentName = deploymentOptions?.deploymentName ?? '';
    const buildId = deploymentOptions?.buildId ?? '';
    const takesDrills = [currentDeploymentVersion, rampingDeploymentVersion].some(
      (active) => active?.deploymentName === deploymentName && active.buildId === buildId,
    );
    return { version: { deploymentName, buildId }, takesDrills };
  });
}

function missingWorker(drills: Drills): OperationError {
  return new OperationError({
    kind: 'NoWorker',
    message: `drill not started: expected a worker on task queue ${taskQueue} of namespace ${drills.namespace}, got none that takes new drills`,
    hint: 'start one where the environment can be reached: drill worker',
    retryable: true,
  });
}

function notCurrent(version: Version): OperationError {
  return new OperationError({
    kind: 'NoCurrentWorker',
    message: `drill not started: expected a worker of the current version, got one of ${version.deploymentName}:${version.buildId}, which is not`,
    hint: `make it the current one: ${setCurrentCommand(version)}`,
    retryable: true,
  });
}
