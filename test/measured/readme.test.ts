import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endCompanions } from '../../src/cli/lab/companions.ts';
import { packageRoot } from '../../src/config/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { runProcess } from '../support/live-lab.ts';
import { measuredMs, patience } from '../support/patience.ts';
import { mustBeMeasured, whenMeasured } from '../support/too-busy.ts';
import { waitFor } from '../support/wait-for.ts';

const cli = join(packageRoot, 'src/cli/main.ts');
const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
const section = /^## Run drills$([^]*?)^## /m.exec(readme)![1]!;
const [inFirst, inSecond, afterwards] = [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map((block) =>
  block[1]!.trimEnd().split('\n'),
);

/** A folder like the checkout, with a home and labs of its own. */
let folder: string;
const shells: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drillmaster-readme-'));
  // The lab's PostgreSQL may run as another user.
  await chmod(folder, 0o755);
  for (const name of ['bin', 'runbooks']) await symlink(join(packageRoot, name), join(folder, name));
});

afterAll(async () => {
  for (const { pid } of shells) endGroup(pid!);
  const down = startShell(['bin/drill lab down --all']);
  await waitFor(async () => (down.hasEnded() ? true : null), patience.drillMs);
  await endCompanions(join(folder, '.local/state/drillmaster'), 1_000);
  await rm(folder, { recursive: true, force: true });
});

test(
  'the lines of "Run drills" work as a person types them into fresh shells',
  whenMeasured(
    async () => {
      const first = startShell([...inFirst!, ...afterwards!]);
      const isAsked = () => /drill approve [A-Z2-9]{4}/.test(first.said()) || first.hasEnded();
      await waitFor(async () => (isAsked() ? true : null), patience.drillMs);
      if (first.hasEnded()) mustBeMeasured(await readLastReport());
      const second = startShell(inSecond!);
      await waitFor(async () => (first.hasEnded() && second.hasEnded() ? true : null), patience.drillMs);

      const codes = [...first.codes(), ...second.codes()];
      const said = `${first.said()}\n${second.said()}`;
      expect(codes.map(([line]) => line)).toEqual([...inFirst!, ...afterwards!, ...inSecond!]);
      // On a busy machine samples are late, and what was not measured is inconclusive.
      const failed = codes.filter(([line, code]) => code !== 0 && !(code === 3 && isVerdict(line)));
      expect(failed, said).toEqual([]);
      expect(said).toContain('approved by alice');
      expect(said).toMatch(/finished: completed, clean/);
    },
    async () => {},
  ),
  measuredMs,
);

/** Of the drill that ended before it asked for anything. */
async function readLastReport(): Promise<Report> {
  const { stdout } = await runProcess([cli, 'report', '--json'], { ...process.env, HOME: folder });
  const [report] = JSON.parse(stdout) as [Report];
  return report;
}

function isVerdict(line: string): boolean {
  return /^drill (run|report|judge)\b/.test(line);
}

/** Types lines into a shell that knows nothing of the one before it, and notes how each ended. */
function startShell(lines: string[]) {
  const typed = lines.map((line, index) => `${line}\necho "[${index}:$?]"\n`).join('');
  const { PATH = '' } = process.env;
  const env = {
    PATH: PATH.replace(join(packageRoot, 'node_modules/.bin'), ''),
    HOME: folder,
    TMPDIR: folder,
  };
  const shell = spawn('bash', ['--noprofile', '--norc', '-c', typed], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  shells.push(shell);
  const said: string[] = [];
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (data: Buffer) => said.push(data.toString()));
  const codes = () =>
    [...said.join('').matchAll(/^\[(\d+):(\d+)\]$/gm)].map((match): [string, number] => [
      lines[Number(match[1])]!,
      Number(match[2]),
    ]);
  return { said: () => said.join(''), codes, hasEnded: () => codes().length === lines.length };
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended as it should.
  }
}
