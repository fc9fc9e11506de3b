import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { compiledFolder } from '../support/kept-folder.ts';
import type { LiveLab } from '../support/live-lab.ts';
import { cutVariables } from './cut.ts';

const program = fileURLToPath(new URL('worker-with-cut.ts', import.meta.url));

/** A worker that is followed by a spare one whenever it dies. */
export interface CutWorker {
  /** Resolves when the first one accepts work. */
  ready: Promise<void>;
  /** SIGKILL; a spare takes over. */
  kill(): Promise<void>;
  /** SIGKILL for good. */
  stop(): Promise<void>;
}

export interface CutOrder {
  /** Where it dies, each once. */
  cuts: string[];
  /** Tells a later worker where earlier ones died. */
  marker: string;
  record: string;
  bundle: string;
  /** The second worker is at work too, instead of standing by. */
  both: boolean;
}

/** More deaths than cuts means that it does not start at all. */
const maxSpareStarts = 2;

/** Keeps one worker at work and a loaded one beside it, or two at work, as an operator with two hosts would have it. */
export function keepCutWorker(live: LiveLab, order: CutOrder): CutWorker {
  const env = {
    ...live.env,
    [cutVariables.cuts]: order.cuts.join('\n'),
    [cutVariables.marker]: order.marker,
    [cutVariables.record]: order.record,
    [cutVariables.bundle]: order.bundle,
    // Several workers per drill load the same code: half of their start is compiling it.
    NODE_COMPILE_CACHE: compiledFolder,
  };
  const alive: ChildProcess[] = [];
  let startsLeft = order.cuts.length + maxSpareStarts;
  start();
  if (order.cuts.length > 0) start();
  const ready = untilReady(alive[0]!);
  setToWork();

  function start(): void {
    if (startsLeft === 0) return;
    startsLeft -= 1;
    const worker = startWorker(env);
    alive.push(worker);
    worker.once('exit', () => {
      alive.splice(alive.indexOf(worker), 1);
      start();
      setToWork();
    });
  }

  function setToWork(): void {
    for (const worker of order.both ? alive : alive.slice(0, 1)) worker.stdin!.write('go\n');
  }

  return {
    ready,
    kill: () => end(alive[0]!),
    stop: async () => {
      startsLeft = 0;
      await Promise.all(alive.map(end));
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function startWorker(env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, [program], { env, stdio: ['pipe', 'ignore', 'pipe'] });
  // Read to its end, so that its pipe never fills.
  child.stderr.resume();
  // It may be dead before it is told to begin.
  child.stdin.on('error', () => {});
  return child;
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    createInterface({ input: child.stderr! }).on('line', (line) => {
      lines.push(line);
      if (line.includes('worker ready')) resolve();
    });
    child.once('exit', () => reject(new Error(`the worker ended early: ${lines.slice(-5).join('\n')}`)));
  });
}
