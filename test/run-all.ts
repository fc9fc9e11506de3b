import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What a tool looks at, then what the tests try; a broken stage stops the run, because its tests would only repeat it. */
const stages: { name: string; command: string[] }[] = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'dead code', command: ['knip'] },
];
const projects = ['unit', 'workflow', 'lab', 'e2e'];

/** Runs every stage and test; ends with `N passed, N failed` and exit code 0 only when nothing failed. */
function runAll(only: string[]): number {
  for (const { name, command } of stages) {
    console.log(`== ${name}`);
    if (runTool(command) !== 0) {
      console.log('0 passed, 1 failed');
      return 1;
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'drillmaster-results-'));
  try {
    const counts = projects
      .filter((project) => only.length === 0 || only.includes(project))
      .map((project) => runProject(project, folder));
    const passed = counts.reduce((sum, count) => sum + count.passed, 0);
    const failed = counts.reduce((sum, count) => sum + count.failed, 0);
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0 && passed > 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runProject(project: string, folder: string): { passed: number; failed: number } {
  console.log(`== ${project} tests`);
  const outputFile = join(folder, `${project}.json`);
  const exitCode = runTool([
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${outputFile}`,
  ]);
  const { numPassedTests: passed, numFailedTests } = readResults(outputFile);
  // A file that does not load, or a hook that fails, counts no test: the exit code tells.
  return { passed, failed: exitCode !== 0 && numFailedTests === 0 ? 1 : numFailedTests };
}

function readResults(file: string): { numPassedTests: number; numFailedTests: number } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number; numFailedTests: number };
  } catch {
    return { numPassedTests: 0, numFailedTests: 1 };
  }
}

function runTool([command, ...args]: string[]): number {
  const { exitCode } = execaSync(command!, args, {
    cwd: root,
    stdio: 'inherit',
    reject: false,
    preferLocal: true,
  });
  return exitCode ?? 1;
}

process.exitCode = runAll(process.argv.slice(2));
