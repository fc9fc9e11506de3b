import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { readBuildId } from '../../src/config/worker-version.ts';
import { keptFolder } from './kept-folder.ts';

const folder = join(keptFolder, 'workflows');

/**
 * Code of the workflows in a file, as a worker takes it. Two seconds of computing, so it is kept until something changes that
 * may be in it: the checkout's own code, or what stands beside that file.
 */
export async function bundleWorkflows(workflowsPath: string): Promise<{ code: string }> {
  const name = basename(workflowsPath, '.ts');
  const kept = join(folder, `${name}-${await digestOf(workflowsPath)}.js`);
  try {
    return { code: await readFile(kept, 'utf8') };
  } catch {
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    await keep(kept, name, code);
    return { code };
  }
}

async function digestOf(workflowsPath: string): Promise<string> {
  const hash = createHash('sha256').update(`${readBuildId()}\n${workflowsPath}\n`);
  const beside = dirname(workflowsPath);
  for (const file of (await readdir(beside)).filter((file) => file.endsWith('.ts')).toSorted())
    hash.update(`${file}\n`).update(await readFile(join(beside, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Files that run at the same time may each write it; a reader sees all of it or nothing. Older ones of that name go. */
async function keep(kept: string, name: string, code: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const older = (await readdir(folder)).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.js'));
  const draft = `${kept}.${process.pid}`;
  await writeFile(draft, code);
  await rename(draft, kept);
  for (const file of older) if (file !== basename(kept)) await rm(join(folder, file), { force: true });
}
