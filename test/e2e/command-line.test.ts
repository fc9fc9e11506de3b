import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/config/package-root.ts';
import { readToolVersion } from '../../src/config/tool-version.ts';

const bin = join(packageRoot, 'bin', 'drill');
const version = readToolVersion();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drillmaster-cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the command line', () => {
  test('lists the library as JSON on stdout and nothing else there, from any folder and through a symbolic link', async () => {
    await writeFile(join(folder, 'mine.yaml'), 'runbook: mine\ntitle: Mine\n');
    await symlink(bin, join(folder, 'd'));
    const { code, stdout, stderr } = await runDrill(['list', '--json'], {
      DRILL_LIBRARY: folder,
      command: join(folder, 'd'),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toContainEqual({
      kind: 'runbook',
      name: 'mine',
      title: 'Mine',
      file: join(folder, 'mine.yaml'),
    });
  });

  test('ends with 2 and prints nothing on stdout for an unknown command, a missing option and a bad parameter', async () => {
    for (const args of [
      ['rnu'],
      ['run', 'region-failover'],
      ['run', 'region-failover', '-e', 'lab', 'oops'],
    ]) {
      const { code, stdout, stderr } = await runDrill(args);
      expect({ code, stdout }, args.join(' ')).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toBe('');
    }
  });

  test('names the file, line and column of a mistake in a runbook and ends with 2', async () => {
    const file = join(folder, 'bad.yaml');
    await writeFile(file, 'runbook: bad\ntitle: Bad\npurpose: None.\nsetps: []\n');
    const { code, stdout, stderr } = await runDrill(['validate', file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${file}:4:1: `);
    expect(stderr).toContain('did you mean "steps"?');
  });

  test('prints an error as JSON on stdout with --json, and as a sentence on stderr', async () => {
    const file = join(folder, 'bad.yaml');
    await writeFile(file, 'runbook: bad\ntitle: Bad\npurpose: None.\nsetps: []\n');
    const { code, stdout, stderr } = await runDrill(['validate', file, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        kind: 'InvalidInput',
        problems: expect.arrayContaining([
          {
            file,
            line: 4,
            column: 1,
            what: expect.stringContaining('unknown key') as string,
            hint: 'did you mean "steps"?',
          },
        ]) as object,
      },
    });
    expect(stderr).toContain(`${file}:4:1: `);
    const usage = await runDrill(['run', 'x', '--json']);
    expect(usage.code).toBe(2);
    expect(JSON.parse(usage.stdout)).toMatchObject({ error: { kind: 'Usage', problems: [] } });
  });

  test('keeps what Node has compiled in a folder of its own, and does without where it cannot', async () => {
    const cache = join(folder, '.cache', 'drillmaster');
    await runDrill(['--version']);
    expect((await stat(cache)).mode & 0o777).toBe(0o700);
    expect(await readdir(cache)).toHaveLength(1);
    await writeFile(join(folder, 'file'), '');
    for (const HOME of [join(folder, 'file'), '', 'relative']) {
      const { code, stdout, stderr } = await runDrill(['--version'], { HOME });
      expect({ code, stdout, stderr }, HOME).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    }
    expect(await readdir(folder)).toEqual(['.cache', 'file']);
  });

  test('loads neither SDKs nor schemas for --help', async () => {
    const spy = `import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });`;
    const { code, stderr } = await runDrill(['--help'], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(spy)}`,
    });
    expect(code).toBe(0);
    const packages = [...stderr.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].map((match) => match[1]);
    expect([...new Set(packages)]).toEqual(['commander']);
  });

  test('ends with 5 and the next step when Temporal does not answer', async () => {
    const { code, stderr } = await runDrill(['status'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /Temporal is not reachable: expected a server at 127\.0\.0\.1:1.*\n {2}HINT: .*set TEMPORAL_ADDRESS/,
    );
  });
});

async function runDrill(args: string[], options: { command?: string } & Record<string, string> = {}) {
  const { command = bin, ...variables } = options;
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ...variables };
  return await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(command, args, { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
