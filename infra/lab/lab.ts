import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeEnvironment } from './environment-file.ts';
import type { Ground } from './ground.ts';
import { createLabDirectory, findBaseDirectory, writeDescription } from './lab-directory.ts';
import type { LabDescription } from './lab-directory.ts';
import type { LabScope } from './lab-scope.ts';
import { createLayout } from './layout.ts';
import { cleanAbandonedLabs } from './processes/abandoned-labs.ts';
import { createProcesses } from './processes/owned-processes.ts';
import { startRegions } from './regions.ts';
import { createTemporal } from './temporal.ts';
import { ensureTools } from './tools/ensure-tools.ts';

/**
 * Starts a lab of two regions with Temporal beside them; resolves when all of it works. Whatever was opened by then is
 * in `scope`: closing that takes the lab down, also when the start failed or is still going on.
 */
export async function startLab(scope: LabScope, progress: (line: string) => void): Promise<LabDescription> {
  const ground = await prepareGround(scope, progress);
  progress(`starting lab ${ground.directory.id}`);
  const [regions] = await Promise.all([startRegions(ground), ground.temporal.start()]);
  const description = describeLab(ground, regions.resolvers);
  writeFile(description.environmentFile, describeEnvironment({ layout: ground.layout, ...regions }));
  writeDescription(description);
  progress(`lab ${ground.directory.id} is up`);
  return description;
}

async function prepareGround(scope: LabScope, progress: (line: string) => void): Promise<Ground> {
  const tools = await ensureTools(progress);
  const baseDir = findBaseDirectory();
  const cleaned = await cleanAbandonedLabs(baseDir);
  for (const dir of cleaned) progress(`cleaned ${dir}, whose owner is gone`);
  const directory = createLabDirectory(baseDir);
  await scope.add(() => directory.remove());
  const processes = scope.guard(createProcesses(directory.dir));
  await scope.add(() => processes.stopAll());
  const secrets = { dbPassword: randomBytes(12).toString('hex'), apiKey: randomBytes(12).toString('hex') };
  const temporal = await createTemporal({ command: tools.temporal, dir: directory.dir, processes });
  return { directory, layout: await createLayout(), processes, scope, secrets, temporal, tools };
}

function describeLab(ground: Ground, resolvers: string[]): LabDescription {
  const { directory, layout, secrets } = ground;
  const { address, ui, namespace } = ground.temporal;
  return {
    id: directory.id,
    dir: directory.dir,
    pid: process.pid,
    temporal: { address, ui, namespace },
    control: `http://127.0.0.1:${layout.ports.control}`,
    environmentFile: path.join(directory.dir, 'environments', 'lab.yaml'),
    resolvers,
    env: {
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      AWS_ACCESS_KEY_ID: 'lab',
      AWS_SECRET_ACCESS_KEY: 'lab',
      AWS_REGION: layout.east.name,
      SHOP_DB_PASSWORD: secrets.dbPassword,
      SHOP_API_KEY: secrets.apiKey,
    },
  };
}

function writeFile(file: string, content: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}
