import { expect, test } from 'vitest';
import { processesOf, sawLine, startDemo } from '../support/demo-process.ts';
import { waitFor } from '../support/wait-for.ts';

test('a demo that is killed takes everything of it down within seconds', async () => {
  const mark = `kill-${process.pid}`;
  const demo = startDemo(mark, ['--json']);
  await sawLine(demo.child, /fault in force|started/);
  const cli = processesOf(mark).find(({ command }) => command.includes('main.ts demo'))!;

  process.kill(cli.pid, 'SIGKILL');

  await waitFor(async () => (processesOf(mark).length === 0 ? true : null));
});

test('Ctrl-C takes everything down and ends with 130', async () => {
  const mark = `interrupt-${process.pid}`;
  const demo = startDemo(mark, ['--json']);
  await sawLine(demo.child, /measuring/);
  const cli = processesOf(mark).find(({ command }) => command.includes('main.ts demo'))!;

  process.kill(cli.pid, 'SIGINT');

  expect(await demo.exited).toBe(130);
  expect(demo.stdout()).toBe('');
  await waitFor(async () => (processesOf(mark).length === 0 ? true : null));
});
