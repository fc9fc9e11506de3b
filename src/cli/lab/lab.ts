import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { OperationError } from '../../errors/operation-error.ts';
import { printProgress } from '../print.ts';
import { type Child, endChild, labMain, spawnDetached, spawnOwned } from './child.ts';
import { LabDescription } from './description.ts';

/** Taking a lab down is bounded by itself; this is longer. A killed supervisor's children are cleaned by the next start. */
const downWithinMs = 25_000;
const pollMs = 100;

const ListedLab = z.object({ id: z.string(), pid: z.int(), dir: z.string() });
export type ListedLab = z.infer<typeof ListedLab>;

export interface StartedLab {
  lab: LabDescription;
  stop(): Promise<void>;
}

/** A lab that ends with this process, however it dies. Its progress goes to stderr. Null when the signal fired first. */
export async function startOwnedLab(signal: AbortSignal): Promise<StartedLab | null> {
  const child = spawnOwned({ script: labMain, args: ['up', '--owned'], env: process.env });
  const stop = async () => await endChild(child, { withinMs: downWithinMs, terminate: false });
  createInterface({ input: child.process.stderr! }).on('line', printProgress);
  const lines = createInterface({ input: child.process.stdout! });
  const ready = new Promise<string>((resolve) => lines.once('line', resolve));
  const line = await Promise.race([ready, child.exited, firing(signal)]);
  if (typeof line === 'string') return { lab: LabDescription.parse(JSON.parse(line)), stop };
  await stop();
  if (signal.aborted) return null;
  throw labFailed(await child.exited);
}

/** A lab that stays until `drill lab down`. Null when the signal fired first. */
export async function startDetachedLab(signal: AbortSignal): Promise<StartedLab | null> {
  const folder = await mkdtemp(join(tmpdir(), 'drillmaster-up-'));
  const files = { out: join(folder, 'out'), log: join(folder, 'log') };
  const child = spawnDetached({ script: labMain, args: ['up'], env: process.env }, files);
  const stop = async () => await endChild(child, { withinMs: downWithinMs, terminate: true });
  try {
    const line = await followStart(child, files, signal);
    if (line !== null) {
      child.process.unref();
      return { lab: LabDescription.parse(JSON.parse(line)), stop };
    }
    await stop();
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The labs of this user that are up. */
export async function listLabs(): Promise<ListedLab[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [labMain, 'status']);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => ListedLab.parse(JSON.parse(line)));
}

/** Takes the named labs down, or all of this user. */
export async function takeLabsDown(ids: string[]): Promise<void> {
  const child = spawnOwned({ script: labMain, args: ['down', ...ids], env: process.env });
  createInterface({ input: child.process.stderr! }).on('line', printProgress);
  const code = await child.exited;
  if (code === 0) return;
  throw new OperationError({
    kind: 'LabNotDown',
    message: `labs not taken down: expected exit code 0, got ${code ?? 'a signal'}`,
    hint: 'read the lines above; `drill lab status` shows what is up',
    retryable: true,
  });
}

/** The first line on stdout, while its progress is shown; null when the signal fired first. */
async function followStart(
  child: Child,
  files: { out: string; log: string },
  signal: AbortSignal,
): Promise<string | null> {
  let shown = 0;
  while (!signal.aborted) {
    const ended = await Promise.race([
      child.exited.then((code) => ({ code })),
      delay(pollMs, null, { signal }).catch(() => null),
    ]);
    const log = (await readFile(files.log, 'utf8')).split('\n').slice(0, -1);
    for (const line of log.slice(shown)) printProgress(line);
    shown = log.length;
    const [line, rest] = (await readFile(files.out, 'utf8')).split('\n');
    if (line !== undefined && rest !== undefined) return line;
    if (ended !== null) throw labFailed(ended.code);
  }
  return null;
}

async function firing(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return null;
  return await new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(null), { once: true }),
  );
}

function labFailed(code: number | null): OperationError {
  return new OperationError({
    kind: 'LabNotUp',
    message: `lab did not start: expected it to become ready, got ${code === null ? 'its end by a signal' : `exit code ${code}`}`,
    hint: 'read the lines above: they name what is missing and how to install it',
    retryable: true,
  });
}
