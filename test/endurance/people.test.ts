import { expect, test } from 'vitest';
import { countCalls, readWestPower, startWaitingDrill } from '../support/drill-processes.ts';
import { sealedFailover } from '../support/short-runbook.ts';
import { openTerminal } from '../support/terminal.ts';
import { useLiveLab } from '../support/use-live-lab.ts';

const live = useLiveLab();

test.each([
  ['y', 'y\r', 0, true],
  ['n', 'n\r', 4, false],
  ['nothing', '\r', 4, false],
  ['Ctrl-C', '\u0003', 4, false],
  ['Ctrl-D', '\u0004', 4, false],
])(
  'drill sweep shows what is left and asks a person at a terminal: %s',
  async (_name, keys, exitCode, on) => {
    const order = { on: false, owner: 'drillmaster:0123456789/lose-region' };
    await live.control('PUT', '/regions/us-west-2/power', order);

    const terminal = openTerminal(live.env, ['sweep', '-e', 'lab', '--replaced', 'shop-west']);
    await terminal.typeAfter(/Heal what is left over\? \[y\/N\]/, keys);

    expect(await terminal.ended(), terminal.shown()).toBe(exitCode);
    expect(terminal.shown()).toMatch(/lose-region.*us-west-2|us-west-2.*lose-region/s);
    expect((await readWestPower(live)).on).toBe(on);
  },
);

test('stop-all past the point of no return heals the fault, keeps the recovery and the old writer away, and lets none start until released', async () => {
  const { id } = await startWaitingDrill(live, sealedFailover);

  const stopped = await live.drill('stop-all', '--reason', 'a real incident', '--name', 'bob', '--json');

  expect(stopped.exitCode).toBe(0);
  expect(JSON.parse(stopped.stdout)).toMatchObject({ faults: [{ drill: id, healed: true }] });
  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: ['shop-west'] });
  const asked = await live.until(id, (status) => status.asked !== null);
  expect(asked.sealed).toBe(true);
  expect(asked.asked!.message).toContain('after the point of no return');
  const refused = await live.drill('run', 'region-failover', '-e', 'lab', 'from=us-west-2', 'to=us-east-2');
  expect(refused.exitCode).toBe(5);
  expect(refused.stderr).toContain('drill stop-all --release');

  await live.drill('give-up', id, '--name', 'alice', '--reason', 'stopped');
  const { report } = await live.report(id);
  expect(report).toMatchObject({ outcome: 'aborted' });
  expect(report.verdict).not.toBe('pass');
  expect(report.undo).toEqual([]);
  expect(report.faults[0]).toMatchObject({ healed: true, healedBy: 'stop-all by bob' });
  expect(await countCalls(live, 'PromoteReadReplica')).toBe(1);
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(1);
  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: ['shop-west'] });
  expect((await live.drill('stop-all', '--release')).stdout).toContain('drills may start again');
});
