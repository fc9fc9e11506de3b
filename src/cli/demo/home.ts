import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../config/package-root.ts';
import { readHome } from '../../host/home.ts';

/**
 * A new home for one demo, whose companions are its own: below DRILL_HOME, else in the package's folder, else, where that
 * is not writable, in the user's state folder.
 */
export async function createDemoHome(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const name = `demo-${stamp}-${process.pid}`;
  const preferred = env['DRILL_HOME'] ? readHome(env) : join(packageRoot, '.drillmaster');
  try {
    return await createFolder(join(preferred, name));
  } catch (error) {
    if (env['DRILL_HOME']) throw error;
    return await createFolder(join(readHome(env), name));
  }
}

/** Nothing of a demo that was interrupted is worth keeping. */
export async function removeDemoHome(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true });
}

async function createFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}
