import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { ensureTools } from '../../infra/lab/tools/ensure-tools.ts';
import { runProcess } from '../support/live-lab.ts';
import { startTestTemporal } from '../support/temporal-server.ts';
import { waitFor } from '../support/wait-for.ts';

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test('a versioned worker takes drills once its version is the current one; until then both sides say what to type', async () => {
  const home = await mkdtemp(join(tmpdir(), 'drillmaster-versioned-'));
  ends.push(() => rm(home, { recursive: true, force: true }));
  const server = await startTestTemporal();
  ends.push(() => server.stop());
  const env = {
    ...process.env,
    DRILL_HOME: home,
    TEMPORAL_ADDRESS: server.address,
    DRILL_WORKER_DEPLOYMENT: 'drills',
  };
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
});

/** One more worker, as a user starts it; ended after the test. */
function startWorker(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [cli, 'worker', '--owned'], {
    env,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const exited = once(child, 'exit');
  ends.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return {
    /** The first line of its log that matches. */
    logs: (text: RegExp) => waitFor(async () => findLine(child, lines, text)),
  };
}

function findLine(child: ChildProcess, lines: string[], text: RegExp): string | null {
  if (child.exitCode !== null)
    throw new Error(`the worker ended with ${child.exitCode}: ${lines.join('\n')}`);
  return lines.find((line) => text.test(line)) ?? null;
}
