import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ensureTools } from '../infra/lab/tools/ensure-tools.ts';
import { compiledFolder, keptFolder } from './support/kept-folder.ts';

// What is started compiles its code once.
process.env['NODE_COMPILE_CACHE'] ??= compiledFolder;

/** What the compiler has seen: only what has changed since is looked at. */
const typesSeen = join(keptFolder, 'types.tsbuildinfo');

const root = fileURLToPath(new URL('..', import.meta.url));

/** What tools look at, side by side, and what the tests try afterwards; a broken stage stops the run, because its tests would only repeat it. */
const stages: { name: string; command: string[] }[] = [
  { name: 'types', command: ['tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', typesSeen] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'layers', command: ['node', '--disable-warning=ExperimentalWarning', 'layers/check.ts'] },
];
/**
 * Projects that run together: two files at a time, three where most of the time is waiting. `measured` runs alone: on a busy machine
 * samples are late, and the drills that must pass would rightly be inconclusive.
 */
const rounds: string[][] = [['unit', 'slow'], ['workflow', 'lab', 'e2e'], ['measured']];

/** Nothing outside their process. */
const needNoTools = new Set(['unit', 'slow']);

/** Minutes of killing whole machines' worth of processes: run by name, before a release. */
const onDemand: string[][] = [['endurance']];

/** Runs every stage and test; ends with `N passed, N failed` and exit code 0 only when nothing failed. */
async function runAll(only: string[]): Promise<number> {
  const wanted = [...rounds, ...(only.length === 0 ? [] : onDemand)]
    .map((round) => round.filter((project) => only.length === 0 || only.includes(project)))
    .filter((round) => round.length > 0);
  // The first install takes a minute, mostly waiting for downloads: it goes on beside what needs no tools.
  const tools = wanted.flat().some((project) => !needNoTools.has(project)) ? ensureTools(console.log) : null;
  tools?.catch(() => {});
  if (!(await runStages())) return sumUp([{ passed: 0, failed: 1, skipped: [] }]);
  const folder = mkdtempSync(join(tmpdir(), 'drillmaster-results-'));
  try {
    const counts: Counts[] = [];
    for (const round of wanted) {
      if (!round.every((project) => needNoTools.has(project))) await tools;
      counts.push(await runRound(round, folder));
    }
    return sumUp(counts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Counts {
  passed: number;
  failed: number;
  /** The tests that were not tried, each with its sentence. */
  skipped: string[];
}

/** All at once, because each but the linter computes on one processor; what each says comes in their order. */
async function runStages(): Promise<boolean> {
  const running = stages.map(({ command: [program, ...args] }) =>
    execa(program!, args, { cwd: root, all: true, reject: false, preferLocal: true }),
  );
  for (const [index, { name }] of stages.entries()) {
    const { exitCode, all } = await running[index]!;
    console.log(`== ${name}`);
    if (all !== '') console.log(all);
    if (exitCode === 0) continue;
    for (const other of running) other.kill();
    return false;
  }
  return true;
}

function sumUp(counts: Counts[]): number {
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  const skipped = counts.flatMap((count) => count.skipped);
  for (const sentence of skipped) console.log(`skipped: ${sentence}`);
  console.log(
    `${passed} passed, ${failed} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`,
  );
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function runRound(projects: string[], folder: string): Promise<Counts> {
  console.log(`== tests: ${projects.join(', ')}`);
  const outputFile = join(folder, `${projects.join('-')}.json`);
  const exitCode = await runTool([
    'vitest',
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    `--maxWorkers=${projects.includes('lab') ? 3 : 2}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${outputFile}`,
  ]);
  const { passed, failed, skipped } = readCounts(outputFile);
  // A file that does not load, or a hook that fails, counts no test: the exit code tells.
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, skipped };
}

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { assertionResults: { status: string; fullName: string; meta: { skipped?: string } }[] }[];
}

function readCounts(file: string): Counts {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
    const tests = results.testResults.flatMap(({ assertionResults }) => assertionResults);
    const skipped = tests
      .filter(({ status }) => status === 'skipped')
      .map(({ fullName, meta }) => `${fullName}: ${meta.skipped ?? 'it cannot be tried on this machine'}`);
    return { passed: results.numPassedTests, failed: results.numFailedTests, skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}

async function runTool([command, ...args]: string[]): Promise<number> {
  const { exitCode } = await execa(command!, args, {
    cwd: root,
    stdio: 'inherit',
    reject: false,
    preferLocal: true,
  });
  return exitCode ?? 1;
}

process.exitCode = await runAll(process.argv.slice(2));
