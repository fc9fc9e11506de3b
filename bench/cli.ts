import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLiveLab } from '../test/support/live-lab.ts';
import type { Bench, Measurement, Row } from './measurement.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const drill = join(root, 'bin/drill');
const failover = ['region-failover', '-e', 'lab', 'from=us-west-2', 'to=us-east-2'];

export const cli: Measurement = {
  name: 'cli',
  about:
    'Where the time goes: every command starts Node (first rows), then loads its modules and strips their types; the compile cache ' +
    'shows what that second share is worth. `plan` also loads SDKs and makes read-only calls to the lab. CPU counts all threads.',
  run: measureCommands,
};

async function measureCommands(bench: Bench): Promise<Row[]> {
  const live = await bench.use(startLiveLab());
  const cache = await mkdtemp(join(tmpdir(), 'drillmaster-bench-cache-'));
  await bench.use({ stop: () => rm(cache, { recursive: true, force: true }) });
  const cached = { ...live.env, NODE_COMPILE_CACHE: cache };
  const commands: [string, string[], NodeJS.ProcessEnv][] = [
    ['node alone', [process.execPath, '-e', '0'], live.env],
    ['drill --help', [drill, '--help'], live.env],
    ['drill --help, compile cache', [drill, '--help'], cached],
    ['drill validate', [drill, 'validate', join(root, 'runbooks/region-failover.yaml')], live.env],
    ['drill plan --no-preview', [drill, 'plan', ...failover, '--no-preview'], live.env],
    ['drill plan', [drill, 'plan', ...failover], live.env],
  ];
  const found = commands.map(([name]) => ({ name, wall: [] as number[], cpu: [] as number[] }));
  // The first round fills caches and is not counted.
  for (let round = 0; round <= bench.runs(10); round++) {
    for (const [at, [, command, env]] of commands.entries()) {
      const { wallMs, cpuMs } = await timeCommand(command, env);
      if (round > 0) found[at]!.wall.push(wallMs);
      if (round > 0) found[at]!.cpu.push(cpuMs);
    }
  }
  return found.flatMap(({ name, wall, cpu }): Row[] => [
    { what: `${name}: wall`, unit: 'ms', values: wall },
    { what: `${name}: CPU`, unit: 'ms', values: cpu },
  ]);
}

/** By the shell's own clock: Node tells nothing of the CPU of its children. */
async function timeCommand(command: string[], env: NodeJS.ProcessEnv) {
  const script = 'TIMEFORMAT="%3R %3U %3S"; exec 3>&2; time "$@" >/dev/null 2>&3';
  const { stderr } = await promisify(execFile)('bash', ['-c', script, 'time', ...command], {
    env: { ...env, LC_ALL: 'C' },
    timeout: 60_000,
  });
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = stderr
    .trim()
    .split('\n')
    .at(-1)!
    .split(' ')
    .map(Number);
  return { wallMs: wall * 1_000, cpuMs: (user + system) * 1_000 };
}
