import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { processesOf } from '../support/demo-process.ts';
import {
  killProcess,
  readBeat,
  readWestPower,
  startWaitingDrill,
  writeRunbook,
} from '../support/drill-processes.ts';
import { undoneOutage } from '../support/short-runbook.ts';
import { useLiveLab } from '../support/use-live-lab.ts';
import { waitFor } from '../support/wait-for.ts';
import { patience } from '../support/patience.ts';

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const live = useLiveLab();

interface Ended {
  /** Null: ended by the signal itself. */
  code: number | null;
  said: string;
}

/** Runs a command and sends it the signals one after the other, each after what it then says, or after what is seen of its work. */
async function endBySignals(
  args: string[],
  signals: { after: RegExp | (() => Promise<unknown>); signal: NodeJS.Signals }[],
  env: NodeJS.ProcessEnv = live.env,
): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: 'pipe' });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  child.stdout.resume();
  for (const { after, signal } of signals) {
    const look = after instanceof RegExp ? async () => after.exec(lines.join('\n')) : after;
    await waitFor(look, patience.drillMs);
    child.kill(signal);
  }
  await exited;
  return { code: child.exitCode, said: lines.join('\n') };
}

const following = /fault in force/;

test('a signal ends run, watch and worker, never the drill: who followed is told how to come back, and the next worker goes on', async () => {
  const runbook = await writeRunbook(live, undoneOutage);
  const run = await endBySignals(['run', ...runbook], [{ after: following, signal: 'SIGTERM' }]);
  const id = /detached: (\S+) goes on/.exec(run.said)?.[1] ?? '';
  const ended = [run];
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const)
    ended.push(await endBySignals(['watch', id], [{ after: following, signal }]));
  for (const { code, said } of ended) {
    expect(code).toBe(0);
    expect(said).toContain(`drill watch ${id}`);
    expect(said).toContain(`drill abort ${id}`);
  }
  const quit = await endBySignals(['watch', id], [{ after: following, signal: 'SIGQUIT' }]);
  expect(quit.code).toBeNull();

  await live.until(id, (status) => status.approval !== null);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    expect(await live.killWorker(signal)).toBe(0);
    await live.startWorker();
  }
  await live.killWorker('SIGQUIT');
  await live.startWorker();
  const { approval } = await live.until(id, (status) => status.approval !== null);
  await live.drill('approve', approval!.code, '--name', 'alice');
  const { report } = await live.report(id);
  expect(report).toMatchObject({ outcome: 'completed', clean: true });
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'with --abort-on-interrupt %s aborts the drill, which goes back to the start; the exit code says so',
  async (signal) => {
    const args = ['run', ...(await writeRunbook(live, undoneOutage)), '--abort-on-interrupt'];

    const { code, said } = await endBySignals(args, [{ after: following, signal }]);

    expect(code, said).toBe(6);
    expect(said).toMatch(/interrupted: .*; a second Ctrl-C leaves it to itself/);
    expect(await readWestPower(live)).toMatchObject({ on: true });
  },
);

test('a second Ctrl-C leaves an aborting drill to itself, and SIGQUIT a running one: both go on without their command', async () => {
  const args = ['run', ...(await writeRunbook(live, undoneOutage)), '--abort-on-interrupt'];
  const twice = await endBySignals(args, [
    { after: following, signal: 'SIGINT' },
    { after: /a second Ctrl-C/, signal: 'SIGINT' },
  ]);
  expect(twice.code, twice.said).toBe(130);
  const id = /detached: (\S+) goes on/.exec(twice.said)?.[1] ?? '';
  expect((await live.report(id)).report).toMatchObject({ outcome: 'aborted', clean: true });

  const quit = await endBySignals(args, [{ after: following, signal: 'SIGQUIT' }]);
  expect(quit.code).toBeNull();
  const going = /^(\S+) started/m.exec(quit.said)?.[1] ?? '';
  const { approval } = await live.until(going, (status) => status.approval !== null);
  await live.drill('decline', approval!.code, '--name', 'alice');
  expect((await live.report(going)).report).toMatchObject({ outcome: 'undone', clean: true });
});

test('a stop-all that is interrupted has stopped all starts already, and a second one does the rest', async () => {
  const { id } = await startWaitingDrill(live, undoneOutage);
  const args = ['stop-all', '--reason', 'a real incident', '--name', 'bob'];
  await endBySignals(args, [{ after: /no drill starts any more/, signal: 'SIGINT' }]);
  const runbook = await writeRunbook(live, undoneOutage);
  const refused = await live.drill('run', ...runbook, '--detach');
  expect(refused.exitCode).toBe(5);
  expect(refused.stderr).toContain('all drills are stopped');

  const again = await live.drill(...args);

  expect(again.exitCode, again.stderr).toBe(0);
  expect(await readWestPower(live)).toMatchObject({ on: true });
  expect((await live.report(id)).report).toMatchObject({ outcome: 'aborted', clean: true });
  await live.drill('stop-all', '--release');
});

test('a sweep that is interrupted while it heals leaves the fault open for the next one', async () => {
  const { id, root } = await startWaitingDrill(live, undoneOutage);
  await live.killWorker();
  await live.control('PUT', '/temporal', { running: false });
  await killProcess((await readBeat(root)).companion);
  // Its order is taken and not carried out: the sweep goes on trying.
  await live.control('PUT', '/regions/us-west-2/power-control', { mode: 'ignore' });
  const args = ['sweep', '-e', 'lab', '--heal'];
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    const before = await countPowerOrders();
    const heals = async () => ((await countPowerOrders()) > before ? true : null);
    expect((await endBySignals(args, [{ after: heals, signal }])).code).toBeNull();
  }
  await live.control('PUT', '/regions/us-west-2/power-control', { mode: 'obey' });

  const next = await live.drill(...args);

  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: [] });
  expect(next.exitCode, next.stderr).toBe(0);
  await live.control('PUT', '/temporal', { running: true });
  await live.startWorker();
  await live.drill('abort', id, '--name', 'alice');
  expect((await live.report(id)).report).toMatchObject({ outcome: 'aborted', clean: true });
});

test('a judge that is interrupted while it reads leaves the folder as it was', async () => {
  const { id, root, code } = await startWaitingDrill(live, undoneOutage);
  await live.drill('decline', code, '--name', 'alice');
  const { report } = await live.report(id);
  // It reads no further than here while nobody writes.
  const pipe = join(root, 'samples', 'endless.jsonl');
  await execa('mkfifo', [pipe]);
  const reads = async () => (await isRead(pipe)) || null;

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    expect((await endBySignals(['judge', root], [{ after: reads, signal }])).code).toBeNull();

  await rm(pipe);
  const { stdout, stderr } = await live.drill('judge', root, '--json');
  expect(stderr).not.toContain('evidence was changed');
  expect(JSON.parse(stdout)[0]).toEqual(report);
});

async function countPowerOrders(): Promise<number> {
  return ((await live.control('GET', '/power-orders')) as object[]).length;
}

/** Whether somebody has a pipe open to read it: without a reader it cannot be opened to write. */
async function isRead(pipe: string): Promise<boolean> {
  const writer = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => null);
  // Left open: at its end the reader would go on.
  if (writer !== null) onTestFinished(() => writer.close());
  return writer !== null;
}

test('a demo or a lab that is interrupted while it comes up leaves nothing; SIGQUIT leaves a lab that lab down ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drillmaster-signals-'));
  try {
    for (const [command, signal] of [
      ['lab up', 'SIGINT'],
      ['lab up', 'SIGTERM'],
      ['lab up', 'SIGHUP'],
      ['demo', 'SIGTERM'],
      ['demo', 'SIGHUP'],
    ] as const) {
      const mark = `${command}-${signal}-${process.pid}`;
      const env = { ...process.env, TMPDIR: folder, DRILL_TEST_MARK: mark };
      const { code, said } = await endBySignals(command.split(' '), [{ after: /starting lab/, signal }], env);
      expect(code, said).toBe(130);
      await waitFor(async () => (processesOf(mark).length === 0 ? true : null));
    }
    const mark = `quit-${process.pid}`;
    const env = { ...process.env, TMPDIR: folder, DRILL_TEST_MARK: mark };
    await endBySignals(['lab', 'up'], [{ after: /starting lab/, signal: 'SIGQUIT' }], env);
    await endBySignals(['demo'], [{ after: /starting lab/, signal: 'SIGQUIT' }], env);
    const down = await endBySignals(['lab', 'down', '--all'], [], env);
    expect(down.code, down.said).toBe(0);
    await waitFor(async () => (processesOf(mark).length === 0 ? true : null));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
