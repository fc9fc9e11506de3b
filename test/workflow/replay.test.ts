import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker, makeTelemetryFilterString } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { bundleWorkflows } from '../support/workflow-bundle.ts';

const histories = fileURLToPath(new URL('histories', import.meta.url));

/** Each way that a drill ends, and what its guardian then does. */
const guardedEnds = [
  'completed',
  'undone',
  'aborted',
  'cancelled',
  'terminated',
  'reset',
  'approval-expired',
  'retried-and-given-up',
];
const everyEnd = [
  'failed-drill.json',
  ...guardedEnds.flatMap((end) => [`${end}-drill.json`, `${end}-guardian.json`]),
];

test('every recorded history replays on the present workflows, and not on workflows that behave differently', async () => {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
  const files = (await readdir(histories)).filter((file) => file.endsWith('.json'));
  expect(files.map((file) => file.replace(/^[\d.]+-/, ''))).toEqual(expect.arrayContaining(everyEnd));
  const present = await bundleWorkflows(fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)));
  const different = await bundleWorkflows(fileURLToPath(new URL('different-workflows.ts', import.meta.url)));
  for (const file of files) {
    const history: unknown = JSON.parse(await readFile(`${histories}/${file}`, 'utf8'));

    await Worker.runReplayHistory({ workflowBundle: present }, history);

    await expect(Worker.runReplayHistory({ workflowBundle: different }, history as never)).rejects.toThrow(
      'TMPRL1100',
    );
  }
});

test('the workflow bundle holds no zod, pg, pino or AWS SDK', async () => {
  const { code } = await bundleWorkflows(fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)));

  const packages = new Set(
    [...code.matchAll(/node_modules\/((?:@[\w-]+\/)?[\w-]+)/g)].map((match) => match[1]!),
  );
  expect(packages).toContain('@temporalio/workflow');
  expect([...packages].filter((name) => /^(zod|pg|pino|@aws-sdk)/.test(name))).toEqual([]);
});
