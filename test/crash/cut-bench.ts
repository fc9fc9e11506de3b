import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { type LiveLab, startLiveLab } from '../support/live-lab.ts';
import { writeLateRunbook } from './scenario.ts';

/** One lab for all cuts; each begins by setting it back to its first state. */
export interface CutBench {
  live: LiveLab;
  connection: Connection;
  /** File with the workflows and the interceptors that cut them. */
  bundle: string;
  stop(): Promise<void>;
}

export async function startCutBench(): Promise<CutBench> {
  const live = await startLiveLab();
  // Every cut brings a worker of its own.
  await live.killWorker();
  const shipped = await readFile(new URL('../../runbooks/region-failover.yaml', import.meta.url), 'utf8');
  await writeFile(join(live.home, 'library', 'crash-late.yaml'), writeLateRunbook(shipped));
  const bundle = join(live.home, 'workflows.js');
  await writeFile(bundle, await bundleWithCuts());
  const connection = await Connection.connect({ address: live.lab.temporal.address });
  return {
    live,
    connection,
    bundle,
    stop: async () => {
      await connection.close();
      await live.stop();
    },
  };
}

/** Made once: every worker of the sweep loads the same. */
async function bundleWithCuts(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    workflowInterceptorModules: [fileURLToPath(new URL('workflow-cuts.ts', import.meta.url))],
    logger: new DefaultLogger('WARN'),
  });
  return code;
}
