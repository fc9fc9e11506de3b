import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalog } from '../../activities/catalog.ts';
import { createProgram } from '../../src/cli/program.ts';
import { prepareDrill } from '../../src/worker/prepare.ts';
import { exampleEnvironment } from '../support/example-environment.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('every drill command of the README exists, with the options that it shows', () => {
  const program = createProgram();
  const lines = readme
    .split('\n')
    .flatMap((line) =>
      [...line.matchAll(/(?:^|&& |`|\()drill ([a-z][^`"&#)]*)/g)].map((match) => match[1]!.trim()),
    );
  expect(lines.length).toBeGreaterThan(8);

  for (const line of lines) {
    const [name, ...words] = line.split(/\s+/);
    const command = program.commands.find((candidate) => candidate.name() === name);
    expect(command, `drill ${line}`).toBeDefined();
    const options = words.filter((word) => /^--?[a-z]/.test(word));
    const known = command!.options.flatMap((option) => [option.short, option.long]);
    for (const option of options) expect(known, `drill ${line}`).toContain(option);
  }
});

test('the JSON that the README gives for the Temporal UI starts a drill', async () => {
  const library = mkdtempSync(join(tmpdir(), 'drillmaster-readme-'));
  writeFileSync(
    join(library, 'lab.yaml'),
    exampleEnvironment.replace(/^environment: .*$/m, 'environment: lab'),
  );
  const input: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(readme)![1]!);
  const parts = {
    catalog,
    library: [library, join(root, 'runbooks')],
    home: library,
    toolVersion: '0',
    workflow: { id: 'w', runId: 'r' },
  };

  const prepared = await prepareDrill(parts, input);

  expect(prepared).toMatchObject({
    kind: 'plan',
    startedBy: 'carol',
    plan: { runbook: { name: 'region-failover' } },
  });
  rmSync(library, { recursive: true });
});

test('nothing that is started with an empty object gets a list of what could be, and a JSON to paste', async () => {
  const parts = {
    catalog,
    library: [join(root, 'runbooks')],
    home: root,
    toolVersion: '0',
    workflow: { id: 'w', runId: 'r' },
  };

  const prepared = await prepareDrill(parts, {});

  expect(prepared).toMatchObject({
    kind: 'listing',
    listing: { runbooks: [{ name: 'region-failover' }], paste: { runbook: 'region-failover' } },
  });
});
