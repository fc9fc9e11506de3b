import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import type { WorkerDeploymentOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { setTimeout as delay } from 'node:timers/promises';
import { setCurrentCommand } from '../config/worker-version.ts';
import { messageOf } from '../errors/operation-error.ts';

/**
 * How Temporal is told of a worker's version; null: unversioned, any worker takes any drill. A drill stays with the version
 * that compiled its plan, its guardian moves on with the current one (`workflows/versioned.ts` says why).
 */
export function versionedBy(version: WorkerDeploymentVersion | null): {
  workerDeploymentOptions?: WorkerDeploymentOptions;
} {
  if (version === null) return {};
  return {
    workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' },
  };
}

/** Workflows of a worker of that version, to be bundled. */
export function workflowsOf(version: WorkerDeploymentVersion | null): URL {
  return new URL(`../../workflows/${version === null ? 'index' : 'versioned'}.ts`, import.meta.url);
}

interface Reporting {
  client: Client;
  namespace: string;
  version: WorkerDeploymentVersion;
  log: Logger;
  signal: AbortSignal;
}

/** A deployment exists from its first poll on; the server needs a moment for it. */
const knownWithinMs = 20_000;
const lookEveryMs = 500;

/** Says whether new drills come to this version, and what makes them come. Never fails: a worker runs without knowing. */
export async function reportDeployment(reporting: Reporting): Promise<void> {
  const { version, log } = reporting;
  const { deploymentName, buildId } = version;
  try {
    const current = await readCurrentBuild(reporting);
    if (current === buildId) return log.info({ deploymentName, buildId }, 'new drills come to this version');
    log.warn(
      { deploymentName, buildId, current, command: setCurrentCommand(version) },
      'new drills do not come to this version: make it the current one',
    );
  } catch (error) {
    if (reporting.signal.aborted) return;
    log.warn({ deploymentName, buildId, error: messageOf(error) }, 'worker deployment cannot be read');
  }
}

/** Build id of the current version, null when there is none; waits until the server knows this worker's own. */
async function readCurrentBuild({ client, namespace, version, signal }: Reporting): Promise<string | null> {
  const deadline = Date.now() + knownWithinMs;
  for (;;) {
    try {
      const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
        namespace,
        deploymentName: version.deploymentName,
      });
      const known = workerDeploymentInfo?.versionSummaries?.some(
        ({ deploymentVersion }) => deploymentVersion?.buildId === version.buildId,
      );
      if (known) return workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId ?? null;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline) return null;
    await delay(lookEveryMs, undefined, { signal });
  }
}
