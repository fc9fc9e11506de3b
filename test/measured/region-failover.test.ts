import { appendFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import type { Report } from '../../src/report/report.ts';
import type { LiveLab } from '../support/live-lab.ts';
import { useLiveLab } from '../support/use-live-lab.ts';
import { measuredMs, patience } from '../support/patience.ts';
import { mustBeMeasured, whenMeasured } from '../support/too-busy.ts';
import { collectTraces, findPlaces } from '../support/search-traces.ts';
import { waitFor } from '../support/wait-for.ts';

const failover = ['region-failover', '-e', 'lab', 'from=us-west-2', 'to=us-east-2'];
const live = useLiveLab({ reset: false });

const reset = () => live.control('POST', '/reset');

/** These tests share one lab; each but the last leaves it as it was, and the next would notice if it did not. */
describe('region-failover', () => {
  test('is planned without changing anything: the ledger shows reads only', async () => {
    const before = (await live.ledger()).length;

    const { exitCode, stdout } = await live.drill('plan', ...failover);

    expect(exitCode).toBe(0);
    const calls = (await live.ledger()).slice(before);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((call) => call.mutating)).toEqual([]);
    for (const part of [
      'shop-west',
      'shop-east',
      'cannot be undone',
      'incident-commander',
      'checkout.shop.test',
      '2 h',
    ])
      expect(stdout).toContain(part);
  });

  test(
    'is inconclusive and goes back when the fault does not bite',
    whenMeasured(async () => {
      await live.control('PUT', '/regions/us-west-2/power-control', { mode: 'ignore' });
      const id = await live.run(...failover);

      const { report, exitCode } = await live.report(id);

      await live.control('PUT', '/regions/us-west-2/power-control', { mode: 'obey' });
      mustBeMeasured(report);
      expect(report).toMatchObject({ verdict: 'inconclusive', outcome: 'undone', clean: true });
      expect(report.faults[0]).toMatchObject({ confirmed: false });
      expect(exitCode).toBe(3);
      expect(mutations(await live.ledger())).toEqual([]);
    }, reset),
    measuredMs,
  );

  test(
    'goes back to the start when it is aborted before the point of no return, and the steady checks prove it',
    whenMeasured(async () => {
      const id = await live.run(...failover);
      const open = await live.until(id, (status) => status.approval !== null);
      expect(open.ifYouAbortNow).toContain('heals lose-region');

      const said = await live.drill('abort', id, '--name', 'alice', '--reason', 'wrong day');

      expect(said.exitCode).toBe(0);
      const { report, exitCode } = await live.report(id);
      mustBeMeasured(report, ({ kind }) => kind === 'steady-again');
      expect(report).toMatchObject({ outcome: 'aborted', clean: true });
      expect(report.faults[0]).toMatchObject({ confirmed: true, healed: true });
      const again = report.checks.filter((check) => check.kind === 'steady-again');
      expect(again.length).toBeGreaterThan(0);
      expect(again.every((check) => check.verdict === 'pass')).toBe(true);
      expect(exitCode).toBe(6);
      expect(mutations(await live.ledger())).toEqual([]);
    }, reset),
    measuredMs,
  );

  test('fails at once with a readable message when the UI sends a wrong JSON', async () => {
    const client = new Client({
      connection: await Connection.connect({ address: live.lab.temporal.address }),
    });
    const wrong = { runbok: 'region-failover', environment: 'lab' };
    const handle = await client.workflow.start('drill', {
      taskQueue: 'drillmaster',
      workflowId: 'wrong',
      args: [wrong],
    });

    await expect(handle.result()).rejects.toMatchObject({
      cause: { type: 'InvalidInput', message: expect.stringContaining('did you mean runbook?') },
    });
    await client.connection.close();
  });

  test(
    'completes with one promotion and one change of each record though its worker is killed three times',
    whenMeasured(async () => {
      const id = await live.run(...failover);
      const open = await live.until(id, (status) => status.approval !== null);
      await live.drill('approve', open.approval!.code, '--name', 'alice');
      await killAndRestart(async () => true);
      await killAndRestart(() => called('PromoteReadReplica'));
      await killAndRestart(() => called('ChangeResourceRecordSets'));

      const { report, exitCode } = await live.report(id);

      mustBeMeasured(report);
      expect(mutations(await live.ledger()).toSorted()).toEqual([
        'ChangeResourceRecordSets',
        'ChangeResourceRecordSets',
        'PromoteReadReplica',
      ]);
      expect(report).toMatchObject({ verdict: 'pass', outcome: 'completed', clean: true });
      expect(exitCode).toBe(0);
    }, reset),
    measuredMs,
  );

  test(
    'leaves evidence that judges to the same report offline, and that shows when it was edited',
    whenMeasured(async () => {
      const { stdout } = await live.drill('report', '--json');
      const [report] = JSON.parse(stdout) as [Report];
      mustBeMeasured(report);
      const folder = `${live.home}/evidence/${report.drill}-${report.key}`;

      const judged = await live.drill('judge', folder, '--json');

      expect(judged.exitCode).toBe(0);
      expect(JSON.parse(judged.stdout)[0]).toEqual(report);
      await appendFile(`${folder}/timeline.jsonl`, '\n');
      const edited = await live.drill('judge', folder);
      expect(edited.exitCode).toBe(3);
      expect(edited.stderr).toContain('file changed: expected timeline.jsonl');
    }),
  );

  test('leaves no secret in its evidence, its logs or its history', async () => {
    const { stdout } = await live.drill('report', '--json');
    const [report] = JSON.parse(stdout) as [{ drill: string; key: string }];
    const traces = await collectTraces(live, report.drill);

    const { SHOP_DB_PASSWORD, SHOP_API_KEY } = live.lab.env;
    expect(findPlaces(traces, SHOP_DB_PASSWORD!)).toEqual([]);
    expect(findPlaces(traces, SHOP_API_KEY!)).toEqual([]);
    const everywhere = findPlaces(traces, report.drill).join('\n');
    for (const place of ['worker log', `history of ${report.drill}`, 'drill.json', 'samples'])
      expect([...traces.keys()].some((key) => key.includes(place))).toBe(true);
    expect(everywhere).toContain('worker log');
    expect(everywhere).toContain(`history of ${report.drill}`);
  });
});

/** Successful calls that changed something, but the tags by which the promotion finds itself again. */
function mutations(ledger: Awaited<ReturnType<LiveLab['ledger']>>): string[] {
  const done = ledger.filter(
    (call) => call.mutating && call.status < 400 && call.operation !== 'AddTagsToResource',
  );
  return done
    .filter((call) => call.region === 'us-east-2' || call.service === 'route53')
    .map((call) => call.operation);
}

async function called(operation: string): Promise<boolean> {
  return (await live.ledger()).some((call) => call.operation === operation);
}

async function killAndRestart(when: () => Promise<boolean>): Promise<void> {
  await waitFor(async () => ((await when()) ? true : null), patience.drillMs);
  await live.killWorker();
  await live.startWorker();
}
