import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompanionConfig, companionFiles } from '../src/companion/config.ts';
import { evidenceFolder, sampleFile } from '../src/evidence/folder.ts';
import { parseSeries } from '../src/samples/format.ts';
import type { Series } from '../src/samples/series.ts';
import { waitFor } from '../test/support/wait-for.ts';

const main = fileURLToPath(new URL('../src/companion/sampler-main.ts', import.meta.url));

/** Samplers that measure for the bench: the shipped ones, without a companion and without a drill. */
export interface Sampling {
  read(watch: string): Promise<Series>;
  /** Settles all attempts; the second time nothing. */
  stop(): Promise<Series[]>;
}

/** One process for each watch; returns when each has its first sample. They end with this process at the latest. */
export async function startSampling(
  config: Omit<CompanionConfig, 'root' | 'schema' | 'drill'>,
  env: NodeJS.ProcessEnv,
): Promise<Sampling> {
  const root = await mkdtemp(join(tmpdir(), 'drillmaster-bench-'));
  const folder = evidenceFolder(root);
  await Promise.all([mkdir(folder.run), mkdir(folder.samples)]);
  const drill = { id: 'bench', key: 'bench' };
  await writeFile(companionFiles(root).config, JSON.stringify({ schema: 1, root, drill, ...config }));
  const names = config.watches.map(({ watch }) => watch);
  const children = names.map((watch) =>
    spawn(process.execPath, [main, root, watch], { env, stdio: ['pipe', 'inherit', 'inherit'] }),
  );
  const read = async (watch: string) => parseSeries(await readFile(sampleFile(folder, watch), 'utf8'));
  let series: Promise<Series[]> | null = null;
  const end = async () => {
    await Promise.all(children.map(endChild));
    const all = await Promise.all(names.map(read));
    await rm(root, { recursive: true, force: true });
    return all;
  };
  for (const watch of names) {
    await waitFor(async () => {
      const series = await read(watch).catch(() => null);
      return series !== null && series.samples.length > 0 ? true : null;
    });
  }
  return { read, stop: () => (series ??= end()) };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
