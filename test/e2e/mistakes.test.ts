import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { ErrorJson } from '../../src/cli/describe-error.ts';
import { startWaitingDrill, writeRunbook } from '../support/drill-processes.ts';
import { undoneOutage } from '../support/short-runbook.ts';
import { useLiveLab } from '../support/use-live-lab.ts';

const live = useLiveLab({ reset: false });

test("a person's mistake ends with 2 and a JSON that a script can read; what could not be done ends with 5", async () => {
  expect(await failing('retry')).toMatchObject({ exitCode: 2, kind: 'NoOpenDrill' });
  expect(await failing('watch', 'nothing')).toMatchObject({ exitCode: 2, kind: 'NoSuchDrill' });
  expect(await failing('approve', 'ZZZZ')).toMatchObject({ exitCode: 2, kind: 'WhichApproval' });
  expect(await failing('report')).toMatchObject({ exitCode: 2, kind: 'NoFinishedDrill' });

  const { id, code } = await startWaitingDrill(live, undoneOutage);

  expect(await failing('approve', 'ZZZZ', '--name', 'alice')).toMatchObject({
    exitCode: 2,
    kind: 'WhichApproval',
    message: expect.stringContaining(code) as string,
  });
  expect(await failing('approve', '--name', 'mallory')).toMatchObject({
    exitCode: 2,
    kind: 'Refused',
    message: expect.stringContaining('incident-commander') as string,
  });
  expect(await failing('skip', '--name', 'alice', '--reason', 'why')).toMatchObject({
    exitCode: 2,
    message: 'no step asks: nothing to decide',
  });
  expect(await failing('report', id)).toMatchObject({ exitCode: 2, kind: 'StillRunning' });

  const runbook = await writeRunbook(live, undoneOutage);
  for (const more of [[], ['--detach']]) {
    expect(await failing('run', ...runbook, ...more)).toMatchObject({
      exitCode: 5,
      kind: 'Busy',
      message: expect.stringContaining(`expected no other drill, got ${id}`) as string,
      hint: 'wait for it or abort it, then start again',
      started: false,
    });
  }

  await live.drill('abort', id, '--name', 'alice');
  expect((await live.report(id)).report).toMatchObject({ outcome: 'aborted', clean: true });
});

test('a runbook that the worker refuses is told with file, line and column, and nothing is called started', async () => {
  const file = join(live.home, 'misspelt.yaml');
  await writeFile(file, undoneOutage.replace('region.power-off', 'region.power-of').trimStart());

  for (const more of [[], ['--detach']]) {
    const refused = await failing('run', file, '-e', 'lab', 'from=us-west-2', 'to=us-east-2', ...more);
    expect(refused).toMatchObject({ exitCode: 2, kind: 'InvalidInput', started: false });
    expect(refused.problems).toEqual([
      {
        file,
        line: 13,
        column: expect.any(Number) as number,
        what: expect.stringContaining('unknown operation') as string,
        hint: 'did you mean "region.power-off"?',
      },
    ]);
  }
});

async function failing(
  ...args: string[]
): Promise<ErrorJson & { exitCode: number | null; started: boolean }> {
  const { exitCode, stdout, stderr } = await live.drill(...args, '--json');
  const { error } = JSON.parse(stdout) as { error: ErrorJson };
  return { ...error, exitCode, started: /\bstarted\b/.test(stderr.replace('nothing was started', '')) };
}
