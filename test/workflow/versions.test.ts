import proto from '@temporalio/proto';
import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { execa } from 'execa';
import { ensureTools } from '../../infra/lab/tools/ensure-tools.ts';
import { reportDeployment } from '../../src/worker/deployment.ts';
import { approveStep, checkStep, doStep, fakePlan, injectStep } from '../support/fake-plan.ts';
import { callsOf, createFakeWorld } from '../support/fake-world.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';
import { waitFor } from '../support/wait-for.ts';
import { patience } from '../support/patience.ts';

const bench = useWorkflowBench({ idle: true });
const changedDrill = new URL('different-drill.ts', import.meta.url);

const completed = proto.temporal.api.enums.v1.RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_COMPLETED;

let deploymentName: string;
beforeEach(({ task }) => {
  deploymentName = `drills-${task.id.replaceAll(/\W/g, '-')}`;
});

describe('a versioned worker', () => {
  test('says that no new drill comes to it and what to type; typed, the drill that has waited runs to its end', async () => {
    const version = { deploymentName, buildId: '0.1.0-first' };
    const worker = await bench.startWorker({ version });
    const waiting = await bench.start(fakePlan('waiting', [checkStep('look')]));

    const [warning] = await report(version);

    expect(warning).toMatchObject({
      msg: 'new drills do not come to this version: make it the current one',
      current: null,
      command: `temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id 0.1.0-first`,
    });
    expect(bench.world.calls).toEqual([]);
    await type(warning!.command!);
    expect(await waiting.result()).toMatchObject({ outcome: 'completed' });
    expect(await report(version)).toMatchObject([{ msg: 'new drills come to this version' }]);
    await worker.stop();
  });

  test('keeps its drills when a next version becomes current, and new drills go there', async () => {
    const worlds = { old: bench.world, next: { ...createFakeWorld(), plans: bench.world.plans } };
    const old = { deploymentName, buildId: 'old' };
    const worker = await bench.startWorker({ version: old });
    await makeCurrent(old);
    const drill = await bench.start(
      fakePlan('kept', [injectStep('lose'), approveStep('declare'), doStep('fence')]),
    );
    const { approval } = await drill.until((status) => status.approval !== null);
    const next = { deploymentName, buildId: 'next' };
    const nextWorker = await bench.startWorker({
      version: next,
      world: worlds.next,
      workflows: changedDrill,
    });
    await makeCurrent(next);

    await drill.say('approve', { code: approval!.code, name: 'alice' });

    expect(await drill.result()).toMatchObject({ outcome: 'completed' });
    expect(callsOf(worlds.old, 'fence')).toEqual(['fence preview', 'fence run']);
    // Only the guardian has moved on.
    expect(worlds.next.calls).toEqual(['lose heal']);
    const later = await bench.start(fakePlan('later', []));
    expect(await later.result()).toBe('the changed drill');
    expect(await failedTasks(drill.id)).toEqual([]);
    await worker.stop();
    await nextWorker.stop();
  });

  test('may be stopped too early: the drill waits for it, and its guardian heals on the current version', async () => {
    const next = { ...createFakeWorld(), plans: bench.world.plans };
    const old = { deploymentName, buildId: 'old' };
    const worker = await bench.startWorker({ version: old });
    await makeCurrent(old);
    const drill = await bench.start(fakePlan('orphaned', [injectStep('lose'), approveStep('declare')]));
    await drill.until((status) => status.approval !== null);
    const current = { deploymentName, buildId: 'next' };
    const nextWorker = await bench.startWorker({ version: current, world: next, workflows: changedDrill });
    await makeCurrent(current);
    await worker.stop();

    await drill.handle.terminate('its worker is gone');

    await bench.client.workflow.getHandle('drillmaster/orphaned').result();
    expect(next.calls.at(-1)).toBe('lose heal');
    await nextWorker.stop();
  });
});

interface Line {
  msg: string;
  command?: string;
}

/** What a worker of this version logs about its deployment. */
async function report(version: { deploymentName: string; buildId: string }): Promise<Line[]> {
  const lines: Line[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as Line) });
  const signal = AbortSignal.timeout(patience.soonMs);
  await reportDeployment({ client: bench.client, namespace: 'default', version, log, signal });
  return lines;
}

/** Runs what an operator would type, against the server of this test. */
async function type(command: string): Promise<void> {
  const { temporal } = await ensureTools(() => {});
  const [, ...args] = command.split(' ');
  await execa(temporal, [...args, '--address', bench.address, '--yes']);
}

/** Returns when every task queue knows it. */
async function makeCurrent({ deploymentName, buildId }: { deploymentName: string; buildId: string }) {
  const { workflowService } = bench.client;
  const version = { namespace: 'default', deploymentName, buildId, identity: 'test' };
  await waitFor(() => workflowService.setWorkerDeploymentCurrentVersion(version).catch(() => null));
  await waitFor(async () => {
    const { workerDeploymentInfo } = await workflowService.describeWorkerDeployment(version);
    return workerDeploymentInfo?.routingConfigUpdateState === completed ? true : null;
    // The server tells its task queues one after the other, with what time it gets.
  }, 2 * patience.soonMs);
}

/** Why workflow tasks of a drill have failed. */
async function failedTasks(id: string): Promise<string[]> {
  const { events } = await bench.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed ? [failed.failure?.message ?? ''] : [],
  );
}
