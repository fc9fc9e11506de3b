import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { approveStep, checkStep, doStep, fakePlan, healStep, injectStep, together } from './fake-plan.ts';
import { startWorkflowBench } from './workflow-bench.ts';

// Records what the present workflows do, for test/workflow/replay.test.ts: run it once for each released version, and keep
// the older files. Usage: node test/support/record-history.ts NAME
const name = process.argv[2] ?? 'completed';
const bench = await startWorkflowBench();
const steps = [
  injectStep('lose'),
  approveStep('declare'),
  doStep('fence'),
  doStep('promote', { irreversible: 'cannot be undone' }),
  together('swap', [checkStep('left')], [checkStep('right')]),
  healStep('back', 'lose'),
];
const drill = await bench.start(fakePlan('recorded', steps));
const { approval } = await drill.until((status) => status.approval !== null);
await drill.say('approve', { code: approval!.code, name: 'alice' });
await drill.result();
for (const [suffix, id] of [
  ['drill', drill.id],
  ['guardian', 'drillmaster/recorded'],
] as const) {
  const history = await bench.client.workflow.getHandle(id).fetchHistory();
  const file = fileURLToPath(new URL(`../workflow/histories/${name}-${suffix}.json`, import.meta.url));
  // The worker's identity holds the machine's name, which does not belong into a repository.
  const text = historyToJSON(history).replaceAll(/"identity":\s*"[^"]*@[^"]*"/g, '"identity": "test"');
  await writeFile(file, `${JSON.stringify(JSON.parse(text), null, 1)}\n`);
  console.log(`wrote ${file}`);
}
await bench.stop();
