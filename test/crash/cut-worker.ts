import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LiveLab } from '../support/live-lab.ts';
import { cutVariables } from './cut.ts';

const program = fileURLToPath(new URL('worker-with-cut.ts', import.meta.url));

/** A worker that is started again whenever it dies. */
export interface CutWorker {
  /** Resolves when the first one accepts work. */
  ready: Promise<void>;
  /** SIGKILL; another follows. */
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
}

/** More deaths than cuts means that it does not start at all. */
const maxSpareStarts = 2;

export function keepCutWorker(live: LiveLab, order: CutOrder): CutWorker {
  const env = {
    ...live.env,
    [cutVariables.cuts]: order.cuts.join('\n'),
    [cutVariables.marker]: order.marker,
    [cutVariables.record]: order.record,
  };
  let stopped = false;
  let startsLeft = order.cuts.length + maxSpareStarts;
  let child = startWorker(env);
  const ready = untilReady(child);
  watch();

  function watch(): void {
    child.once('exit', () => {
      startsLeft -= 1;
      if (stopped || startsLeft === 0) return;
      child = startWorker(env);
      untilReady(child).catch(() => {});
      watch();
    });
  }

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  return {
    ready,
    kill,
    stop: async () => {
      stopped = true;
      await kill();
    },
  };
}

function startWorker(env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [program], { env, stdio: ['pipe', 'ignore', 'pipe'] });
}

/** Its log goes on to be read, so that its pipe never fills. */
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
