import { parseArgs } from 'node:util';
import { downLabs } from './down.ts';
import { findBaseDirectory, listLabs } from './lab-directory.ts';
import { createLabScope } from './lab-scope.ts';
import type { LabScope } from './lab-scope.ts';
import { startLab } from './lab.ts';

const USAGE = 'usage: node infra/lab/main.ts up [--owned] | status | down [id...]';

/**
 * `up` supervises a lab until SIGTERM or SIGINT (with `--owned` also until its stdin ends), and prints one line of JSON
 * when it is ready. `status` prints the labs that are up, one line of JSON each; `down` ends the named ones, or all.
 */
try {
  await runCommand();
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function runCommand(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { owned: { type: 'boolean', default: false } },
  });
  const [command, ...ids] = positionals;
  if (command === 'up' && ids.length === 0) return superviseLab(values.owned);
  if (command === 'status' && ids.length === 0) return printLabs();
  if (command === 'down') return downLabs({ baseDir: findBaseDirectory(), ids, progress });
  progress(USAGE);
  process.exitCode = 2;
}

async function superviseLab(owned: boolean): Promise<void> {
  const scope = createLabScope();
  closeWhenTold(scope, owned);
  try {
    const description = await startLab(scope, progress);
    process.stdout.write(`${JSON.stringify(description)}\n`);
  } catch (error) {
    // A start that was called off fails in many ways; none of them is news.
    if (scope.isClosing()) return;
    progress(error instanceof Error ? error.message : String(error));
    await closeAndExit(scope, 1);
  }
}

function closeWhenTold(scope: LabScope, owned: boolean): void {
  const close = () => void closeAndExit(scope, 0);
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  process.on('SIGHUP', close);
  // The reader of stdout may be gone before stdin ends; that is no reason to die without taking the lab down.
  process.stdout.on('error', close);
  process.stderr.on('error', () => undefined);
  if (!owned) return;
  process.stdin.on('end', close);
  process.stdin.on('error', close);
  process.stdin.resume();
}

async function closeAndExit(scope: LabScope, exitCode: number): Promise<void> {
  try {
    await scope.close();
    process.exit(exitCode);
  } catch (error) {
    progress(error instanceof AggregateError ? error.errors.map(String).join('\n') : String(error));
    process.exit(1);
  }
}

function printLabs(): void {
  for (const { id, pid, dir, temporal, control } of listLabs(findBaseDirectory())) {
    process.stdout.write(`${JSON.stringify({ id, pid, dir, temporal, control })}\n`);
  }
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
