import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { waitFor } from '../support/wait-for.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Marks the processes of one demo: every child inherits the environment. */
function startDemo(
  mark: string,
  args: string[],
): { child: ChildProcess; stdout: () => string; exited: Promise<number | null> } {
  const child = spawn('npm', ['run', 'demo', '--', ...args], {
    cwd: root,
    env: { ...process.env, DRILL_TEST_MARK: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: string[] = [];
  child.stdout.on('data', (data: Buffer) => out.push(data.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, stdout: () => out.join(''), exited };
}

test('The demo with --json prints an array with a passing report and nothing else on stdout, and leaves no process', async () => {
  const mark = `json-${process.pid}`;
  const demo = startDemo(mark, ['--json']);

  const exitCode = await demo.exited;

  const [report, ...more] = JSON.parse(demo.stdout()) as Report[];
  expect(more).toEqual([]);
  expect(report).toMatchObject({ verdict: 'pass', outcome: 'completed', clean: true });
  const rpo = report!.objectives.find((objective) => objective.name === 'rpo')!;
  expect(rpo.rowsAcknowledged).toBeGreaterThan(300);
  expect(report!.faults).toMatchObject([{ confirmed: true, healed: true }]);
  expect(report!.approvals).toMatchObject([{ name: 'alice', decision: 'approved', notStarter: true }]);
  expect(exitCode).toBe(0);
  expect(processesOf(mark)).toEqual([]);
}, 180_000);

test('A demo that is killed takes everything of it down within seconds', async () => {
  const mark = `kill-${process.pid}`;
  const demo = startDemo(mark, ['--json']);
  await sawLine(demo.child, /fault in force|started/);
  const cli = processesOf(mark).find(({ command }) => command.includes('main.ts demo'))!;

  process.kill(cli.pid, 'SIGKILL');

  await waitFor(async () => (processesOf(mark).length === 0 ? true : null), 40_000);
}, 120_000);

test('Ctrl-C takes everything down and ends with 130', async () => {
  const mark = `interrupt-${process.pid}`;
  const demo = startDemo(mark, ['--json']);
  await sawLine(demo.child, /measuring/);
  const cli = processesOf(mark).find(({ command }) => command.includes('main.ts demo'))!;

  process.kill(cli.pid, 'SIGINT');

  expect(await demo.exited).toBe(130);
  expect(demo.stdout()).toBe('');
  await waitFor(async () => (processesOf(mark).length === 0 ? true : null), 40_000);
}, 120_000);

function processesOf(mark: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(join('/proc', name, 'environ'), 'utf8').includes(`DRILL_TEST_MARK=${mark}`))
          return [];
        return [
          {
            pid: Number(name),
            command: readFileSync(join('/proc', name, 'cmdline'), 'utf8').replaceAll('\0', ' '),
          },
        ];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

function sawLine(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      if (pattern.test(line)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before ${pattern} was seen`)));
  });
}
