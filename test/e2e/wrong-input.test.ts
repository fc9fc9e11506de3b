import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProcess } from '../support/live-lab.ts';
import { exampleEnvironment } from '../support/example-environment.ts';

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const shippedRunbook = readFileSync(new URL('../../runbooks/region-failover.yaml', import.meta.url), 'utf8');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drillmaster-wrong-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is wrong, how the files are made so, and what the message must say, with file:line:column where there is a text. */
const cases: {
  title: string;
  runbook?: (text: string) => string;
  environment?: (text: string) => string;
  says: RegExp[];
}[] = [
  {
    title: 'an unknown key',
    runbook: (text) => text.replace('purpose:', 'pourpose:'),
    says: [/runbook\.yaml:\d+:\d+: .*pourpose/, /did you mean "?purpose/],
  },
  {
    title: 'a component of the wrong kind',
    runbook: (text) =>
      text.replace('sample: postgres.ledger, target: database', 'sample: postgres.ledger, target: services'),
    says: [/runbook\.yaml:\d+:\d+: .*rds-postgres/],
  },
  {
    title: 'a missing component',
    environment: (text) => text.replace(/^  checkout:\n(    .*\n)+/m, ''),
    says: [/runbook\.yaml:\d+:\d+: .*service/],
  },
  {
    title: 'a misspelt operation',
    runbook: (text) => text.replace('rds.promote-replica', 'rds.promote-replcia'),
    says: [/runbook\.yaml:\d+:\d+: .*rds\.promote-replcia/, /did you mean "?rds\.promote-replica/],
  },
  {
    title: 'a literal secret',
    environment: (text) => text.replace('password: { env: SHOP_DB_PASSWORD }', 'password: hunter2'),
    says: [/environment\.yaml:\d+:\d+: .*password/],
  },
  {
    title: 'an impossible deadline',
    runbook: (text) => text.replace('ttl: 2h', 'ttl: 5m'),
    says: [/runbook\.yaml:\d+:\d+: .*ttl too short/],
  },
  {
    title: 'a text that is not YAML',
    runbook: () => 'runbook: [unclosed\n  - : }',
    says: [/runbook\.yaml:\d+:\d+: /],
  },
  {
    title: 'a file of 10 MB',
    runbook: (text) => `${text}\n# ${'x'.repeat(10 * 1024 * 1024)}`,
    says: [/too large: expected at most 1 MB/],
  },
];

test.each(cases)(
  '$title is refused with exit code 2 and a place',
  async ({ runbook = keep, environment = keep, says }) => {
    const runbookFile = join(folder, 'runbook.yaml');
    const environmentFile = join(folder, 'environment.yaml');
    await writeFile(runbookFile, runbook(shippedRunbook));
    await writeFile(environmentFile, environment(exampleEnvironment));

    const { exitCode, stdout, stderr } = await runProcess(
      [cli, 'validate', runbookFile, '-e', environmentFile, 'from=us-west-2', 'to=us-east-2'],
      process.env,
    );

    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    for (const pattern of says) expect(stderr).toMatch(pattern);
    expect(stderr).not.toMatch(/\n\s+at .*\.ts:/);
  },
);

test('the unbroken files are accepted', async () => {
  const runbookFile = join(folder, 'good-runbook.yaml');
  const environmentFile = join(folder, 'good-environment.yaml');
  await writeFile(runbookFile, shippedRunbook);
  await writeFile(environmentFile, exampleEnvironment);

  const { exitCode, stderr } = await runProcess(
    [cli, 'validate', runbookFile, '-e', environmentFile, 'from=us-west-2', 'to=us-east-2'],
    process.env,
  );

  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});

function keep(text: string): string {
  return text;
}
