import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { findHealed, type JournalEntry, readJournal } from '../../src/evidence/journal.ts';
import { isRunning } from '../../src/host/process-identity.ts';
import { judgeFolder } from '../../src/evidence/read.ts';
import { readSeries } from '../../src/evidence/series-file.ts';
import {
  countCalls,
  killProcess,
  onTemporal,
  readBeat,
  readWestPower,
  startText,
  startWaitingDrill,
} from '../support/drill-processes.ts';
import { useLiveLab } from '../support/use-live-lab.ts';
import { shortFailover, undoneOutage } from '../support/short-runbook.ts';
import { startStoppingWorker } from '../support/stopping-worker.ts';
import { waitFor } from '../support/wait-for.ts';
import type { DrillStatus } from '../../workflows/seam/messages.ts';
import { patience } from '../support/patience.ts';

const live = useLiveLab();

const isHealed = async (root: string) =>
  waitFor(async () => findHealed(await readJournal(root), 'lose-region'), patience.drillMs);

test('with worker and Temporal dead for good the companion heals at the expiry, and the recovery stays', async () => {
  const { id, root } = await startWaitingDrill(live, shortFailover);
  expect(await readWestPower(live)).toMatchObject({ on: false });

  await live.killWorker();
  await live.control('PUT', '/temporal', { running: false });

  await expect
    .poll(async () => findHealed(await readJournal(root), 'lose-region')?.by, { timeout: patience.drillMs })
    .toBe('companion');
  const { healingAt, healedAt } = findHealed(await readJournal(root), 'lose-region')!;
  const { expiresAt } = (await readJournal(root)).find(isAnnouncement)!;
  expect(healingAt.at).toBeGreaterThanOrEqual(expiresAt - 5);
  expect(healingAt.at).toBeLessThan(expiresAt + 2_000);
  expect(healedAt.at).toBeLessThan(expiresAt + 5_000);
  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: ['shop-west'] });
  expect(await countCalls(live, 'PromoteReadReplica')).toBe(1);
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(1);

  await live.control('PUT', '/temporal', { running: true });
  await live.startWorker();
  await live.until(id, (status) => status.asked !== null);
  await live.drill('give-up', id, '--name', 'alice', '--reason', 'the fault has expired');
  const { report } = await live.report(id);
  expect(report.faults[0]).toMatchObject({ healed: true, healedBy: 'companion' });
  expect(report.verdict).not.toBe('pass');
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(1);
});

test('Temporal and the network killed before a change and started again: the drill completes, each effect once', async () => {
  await live.killWorker();
  const worker = await startStoppingWorker(live, 'route53.swap');
  const id = await startText(live, undoneOutage);
  await worker.stopped();
  // It lives through the outage and goes on afterwards.
  await live.startWorker();

  await live.control('PUT', '/temporal', { running: false });
  const answer = await worker.resume();
  await live.control('PUT', '/temporal', { running: true });
  await live.control('POST', '/network/restart');

  expect(answer).toMatch(/^refused: .*was not done: Temporal (has cancelled|did not confirm)/);
  const { approval } = await live.until(id, hasStopped);
  expect(approval).not.toBeNull();
  await live.drill('approve', approval!.code, '--name', 'alice');
  const { report } = await live.report(id);
  expect(report).toMatchObject({ outcome: 'completed', clean: true });
  expect(report.faults[0]).toMatchObject({ confirmed: true, healed: true, healedBy: 'guardian' });
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(1);
});

test('a killed sampler and a killed companion leave gaps; the guardian heals, and who waits starts a new one', async () => {
  const { id, root, code } = await startWaitingDrill(live, undoneOutage);
  await killProcess((await readBeat(root)).samplers[0]!.process!);
  await expect.poll(async () => (await readBeat(root)).samplers[0]!.restarts).toBe(1);

  const { companion } = await readBeat(root);
  await killProcess(companion);
  await live.drill('approve', code, '--name', 'alice');

  const { report } = await live.report(id);
  expect(report).toMatchObject({ outcome: 'completed', clean: true });
  expect(report.faults[0]).toMatchObject({ healed: true, healedBy: 'guardian' });
  const { gaps } = await readSeries(root, 'reads');
  expect(gaps.filter(({ why }) => why.includes('started again'))).toHaveLength(2);
  expect(report.gaps.map(({ why }) => why).join('\n')).toContain('started again');
  expect(report.findings.map(({ text }) => text).join('\n')).toContain('were not measured');
});

test('a terminated drill is healed and undone by its guardian', async () => {
  const { id, root } = await startWaitingDrill(live, undoneOutage);
  const { companion } = await readBeat(root);
  expect(await readWestPower(live)).toMatchObject({ on: false });

  await onTemporal(live, (client) => client.workflow.getHandle(id).terminate('gone'));

  expect((await isHealed(root)).by).toBe('guardian');
  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: [] });
  await waitFor(async () => ((await countCalls(live, 'ChangeResourceRecordSets')) === 2 ? true : null));
  await onTemporal(live, (client) => client.workflow.getHandle('drillmaster/lab').result());
  expect(await live.drill('sweep', '-e', 'lab')).toMatchObject({
    exitCode: 0,
    stdout: 'nothing is left over\n',
  });
  expect(isRunning(companion)).toBe(false);
  expect((await live.drill('report', id)).stderr).toContain(
    `drill judge $DRILL_HOME/evidence/${basename(root)}`,
  );
  const { report, problems } = await judgeFolder(root);
  expect(problems).toEqual([]);
  expect(report).toMatchObject({
    outcome: 'aborted',
    clean: false,
    undo: [{ step: 'swap', done: true }],
  });
  expect(report.faults[0]).toMatchObject({ confirmed: true, healed: true, healedBy: 'guardian' });
});

test('a worker that slept between its look and its call does not act when its drill was terminated meanwhile', async () => {
  await live.killWorker();
  const sleeper = await startStoppingWorker(live, 'route53.swap');
  const id = await startText(live, undoneOutage);
  await sleeper.stopped();

  await onTemporal(live, (client) => client.workflow.getHandle(id).terminate('gone'));
  await live.startWorker();
  await onTemporal(live, (client) => client.workflow.getHandle('drillmaster/lab').result());

  const answer = await sleeper.resume();
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(0);
  expect(answer).toMatch(/^refused: .*workflow execution already completed/);
  expect(await readWestPower(live)).toMatchObject({ on: true });
});

/** Asks for the approval, or will never come to it. */
function hasStopped({ approval, steps }: DrillStatus): boolean {
  return approval !== null || steps.some(({ status }) => status === 'failed');
}

function isAnnouncement(entry: JournalEntry) {
  return entry.kind === 'injecting';
}
