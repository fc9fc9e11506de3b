import { expect, test } from 'vitest';
import { judgeFolder } from '../../src/evidence/read.ts';
import {
  countCalls,
  onTemporal,
  readWestPower,
  resetDrill,
  startWaitingDrill,
} from '../support/drill-processes.ts';
import { sealedFailover, undoneOutage } from '../support/short-runbook.ts';
import { useLiveLab } from '../support/use-live-lab.ts';

const live = useLiveLab();

/** What a drill said at its end that was to fail. */
async function readEnd(id: string): Promise<string> {
  const { exitCode, stderr } = await live.drill('watch', id);
  expect(exitCode).not.toBe(0);
  return stderr;
}

/** A reset run that waits for a person says so, and what to do. */
async function awaitNotice(id: string): Promise<void> {
  await live.until(id, ({ phase }) => phase.startsWith('it was reset and acts no more: abort it'));
}

async function expectNothingLeft(keptOff: string[]): Promise<void> {
  await onTemporal(live, (client) => client.workflow.getHandle('drillmaster/lab').result());
  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff });
  expect(await live.drill('sweep', '-e', 'lab')).toMatchObject({ stdout: 'nothing is left over\n' });
}

/** The run that was reset is judged, as that of a drill that is gone. */
async function expectJudged(root: string, undone: string[]): Promise<void> {
  const { report, problems } = await judgeFolder(root);
  expect(problems).toEqual([]);
  expect(report).toMatchObject({ outcome: 'aborted', clean: false });
  expect(report.verdict).not.toBe('pass');
  expect(report.faults[0]).toMatchObject({ confirmed: true, healed: true, healedBy: 'guardian' });
  expect(report.undo.map(({ step }) => step)).toEqual(undone);
}

test('a drill that is reset to before its guardian started acts no more: that guardian takes all back, and the next drill starts', async () => {
  const { id, root } = await startWaitingDrill(live, undoneOutage);

  await resetDrill(live, id, 'first');

  const said = await readEnd(id);
  expect(said).toMatch(/that of .*, a drill that was reset .* is being taken back/);
  expect(said).toMatch(/HINT: start a new drill/);
  await expectNothingLeft([]);
  await expectJudged(root, ['swap']);
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(2);
  const next = await startWaitingDrill(live, undoneOutage);
  await live.drill('decline', next.code, '--name', 'alice');
  expect((await live.report(next.id)).report).toMatchObject({ outcome: 'undone', clean: true });
});

test('a drill that is reset while it waits for a person says what to do: the abort takes all back, an approval completes nothing', async () => {
  const aborted = await startWaitingDrill(live, undoneOutage);
  await resetDrill(live, aborted.id, 'last');
  await awaitNotice(aborted.id);
  await live.drill('abort', aborted.id, '--name', 'alice');
  expect(await readEnd(aborted.id)).toMatch(/HINT: start a new drill; `drill judge /);
  await expectNothingLeft([]);
  await expectJudged(aborted.root, ['swap']);
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(2);

  const approved = await startWaitingDrill(live, undoneOutage);
  await resetDrill(live, approved.id, 'last');
  await awaitNotice(approved.id);
  await live.drill('approve', approved.code, '--name', 'alice');
  expect(await readEnd(approved.id)).toMatch(/this drill was reset: .*\n.*HINT: start a new drill/);
  await expectNothingLeft([]);
  await expectJudged(approved.root, ['swap']);
});

test('a drill that is reset past its point of no return keeps its recovery, and its fault is healed without the old writer', async () => {
  const { id, root } = await startWaitingDrill(live, sealedFailover);
  await resetDrill(live, id, 'first');
  expect(await readEnd(id)).toMatch(/HINT: start a new drill/);
  await expectNothingLeft(['shop-west']);
  await expectJudged(root, []);
  expect(await countCalls(live, 'PromoteReadReplica')).toBe(1);
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(1);
  await live.control('POST', '/reset');

  const late = await startWaitingDrill(live, sealedFailover);
  await resetDrill(live, late.id, 'last');
  await awaitNotice(late.id);
  await live.drill('abort', late.id, '--name', 'alice');
  await live.until(late.id, ({ asked }) => asked !== null);
  await live.drill('give-up', late.id, '--name', 'alice', '--reason', 'it was reset');
  expect(await readEnd(late.id)).toMatch(/HINT: start a new drill; `drill judge /);
  await expectNothingLeft(['shop-west']);
  await expectJudged(late.root, []);
  expect(await countCalls(live, 'PromoteReadReplica')).toBe(1);
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(1);
});
