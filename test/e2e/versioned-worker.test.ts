import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { ensureTools } from '../../infra/lab/tools/ensure-tools.ts';
import { type LedgerLine, runProcess } from '../support/live-lab.ts';
import { startTestTemporal } from '../support/temporal-server.ts';
import { useLiveLab } from '../support/use-live-lab.ts';
import { waitFor } from '../support/wait-for.ts';

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const failover = ['region-failover', '-e', 'lab', 'from=us-west-2', 'to=us-east-2'];
const live = useLiveLab({ reset: false });
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test('Of two workers of one host one is killed while it changes something: the other finishes, each side effect once', async () => {
  const second = startWorker(live.env);
  await second.logs(/worker ready/);
  const id = await live.run(...failover);
  const open = await live.until(id, (status) => status.approval !== null);
  await live.drill('approve', open.approval!.code, '--name', 'alice');
  const changing = /"step":"(fence|promote|swap[a-z-]*)".*mutating call/;

  await waitFor(async () => (changing.test(`${live.workerLog()}\n${second.log()}`) ? true : null), 60_000);
  if (changing.test(second.log())) await second.kill();
  else await live.killWorker();

  const { report } = await live.report(id);
  expect(report).toMatchObject({ outcome: 'completed', clean: true });
  expect(mutations(await live.ledger())).toEqual([
    'ChangeResourceRecordSets',
    'ChangeResourceRecordSets',
    'PromoteReadReplica',
  ]);
}, 180_000);

test('A versioned worker takes drills once its version is the current one; until then both sides say what to type', async () => {
  const server = await startTestTemporal();
  ends.push(() => server.stop());
  const env = { ...live.env, TEMPORAL_ADDRESS: server.address, DRILL_WORKER_DEPLOYMENT: 'drills' };
  const worker = startWorker(env);
  const waiting = JSON.parse(await worker.logs(/make it the current one/)) as { command: string };
  const run = () => runProcess([cli, 'run', 'no-such-runbook', '-e', 'lab'], env);

  const refused = await run();

  expect(refused.stderr).toMatch(
    /expected a worker of the current version, got one of drills:0\.1\.0-[0-9a-f]{12}/,
  );
  expect(refused.stderr).toContain(`make it the current one: ${waiting.command}`);
  const { temporal } = await ensureTools(() => {});
  await execa(temporal, [...waiting.command.split(' ').slice(1), '--address', server.address, '--yes']);
  const taken = await waitFor(async () => {
    const result = await run();
    return result.stderr.includes('current version') ? null : result;
  });
  // Its worker has read it: only there is the library known.
  expect(taken.stderr).toMatch(/no-such-runbook/);
  expect(taken.exitCode).toBe(2);
}, 120_000);

/** One more worker, as a user starts it; ended after the test. */
function startWorker(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [cli, 'worker', '--owned'], {
    env,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  ends.push(kill);
  return {
    kill,
    log: () => lines.join('\n'),
    /** The first line of its log that matches. */
    logs: (text: RegExp) => waitFor(async () => findLine(child, lines, text), 60_000),
  };
}

function findLine(child: ChildProcess, lines: string[], text: RegExp): string | null {
  if (child.exitCode !== null)
    throw new Error(`the worker ended with ${child.exitCode}: ${lines.join('\n')}`);
  return lines.find((line) => text.test(line)) ?? null;
}

function mutations(ledger: LedgerLine[]): string[] {
  const changes = ledger.filter(
    ({ mutating, status, operation }) => mutating && status < 400 && operation !== 'AddTagsToResource',
  );
  return changes.map(({ operation }) => operation).toSorted();
}
