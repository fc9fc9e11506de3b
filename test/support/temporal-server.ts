import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTemporal, type TemporalServer } from '../../infra/lab/temporal.ts';
import { createProcesses } from '../../infra/lab/processes/owned-processes.ts';
import { ensureTools } from '../../infra/lab/tools/ensure-tools.ts';

/** A real Temporal server of its own for a test file; `stop` leaves nothing. */
export async function startTestTemporal(
  settings: string[] = [],
): Promise<TemporalServer & { stop(): Promise<void> }> {
  const tools = await ensureTools(() => {});
  const dir = await mkdtemp(join(tmpdir(), 'drillmaster-test-temporal-'));
  const processes = createProcesses(dir);
  const server = await createTemporal({ command: tools.temporal, dir, processes, settings });
  await server.start();
  return {
    ...server,
    stop: async () => {
      await processes.stopAll();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
