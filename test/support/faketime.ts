import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureTools } from '../../infra/lab/tools/ensure-tools.ts';

/** The library that lets processes see another wall clock, from the lab's tools; null where its build does not run. */
export async function findFaketime(): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const { python } = await ensureTools(() => {});
  const [library] = globSync(
    'lib/python3*/site-packages/libfaketime/vendor/libfaketime/src/libfaketime.so.1',
    {
      cwd: join(python, '../..'),
    },
  );
  return library === undefined ? null : join(python, '../..', library);
}

/** Variables under which a process reads its wall clock through `file`; the monotonic clock stays true. */
export function faketimeVariables(library: string, file: string): Record<string, string> {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
}

/** Sets the clock of all processes that read it through `file`, within a second or so. */
export function setClock(file: string, offset: string): void {
  writeFileSync(file, `${offset}\n`);
}
