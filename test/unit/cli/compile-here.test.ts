import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalog } from '../../../activities/catalog.ts';
import { compileHere } from '../../../src/cli/compile-here.ts';
import { readLibraryFile } from '../../../src/config/library.ts';
import { packageRoot } from '../../../src/config/package-root.ts';
import { readToolVersion } from '../../../src/config/tool-version.ts';
import { prepareDrill } from '../../../src/worker/prepare.ts';
import { exampleEnvironment } from '../../support/example-environment.ts';

test('what the command line shows as the plan of some texts is what the worker makes of them', async () => {
  const texts = {
    runbook: await readLibraryFile(join(packageRoot, 'runbooks', 'region-failover.yaml')),
    environment: { file: 'shop.yaml', text: exampleEnvironment },
    parameters: { from: 'us-west-2', to: 'us-east-2' },
  };
  const workflow = { id: 'w', runId: 'r' };
  const parts = { catalog, library: [], home: '/home', toolVersion: readToolVersion(), workflow };

  const prepared = await prepareDrill(parts, texts);

  expect(prepared).toMatchObject({ kind: 'plan', plan: await compileHere(texts) });
});
