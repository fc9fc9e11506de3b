import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from './package-root.ts';
import { readToolVersion } from './tool-version.ts';

/** What a worker runs; workflows alone would not do, for a pinned drill keeps its operations too. */
const folders = ['activities', 'src', 'workflows'];

/** Build id of this checkout, `<version>-<12 hex digits>`: the same wherever the same code is installed. */
export function readBuildId(root: string = packageRoot): string {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );
  const hash = createHash('sha256');
  for (const file of ['package.json', ...files.toSorted()]) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return `${readToolVersion()}-${hash.digest('hex').slice(0, 12)}`;
}

/** What an operator types so that new drills come to a version. */
export function setCurrentCommand({ deploymentName, buildId }: { deploymentName: string; buildId: string }) {
  return `temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id ${buildId}`;
}
