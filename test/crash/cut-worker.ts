import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LiveLab } from '../support/live-lab.ts';
import { cutVariables } from './cut.ts';

const program = fileURLToPath(new URL('worker-with-cut.ts', import.meta.url));

export interface CutWorker {
  /** Resolves when it accepts work. */
  ready: Promise<void>;
  /** Resolves when it is gone. */
  exited: Promise<void>;
  kill(): Promise<void>;
}

export interface CutOrder {
  cut: string | null;
  marker: string;
  record: string | null;
}

/** Starts the worker that dies at a cut; null: it dies nowhere. */
export function startCutWorker(live: LiveLab, { cut, marker, record }: CutOrder): CutWorker {
  const env = {
    ...live.env,
    [cutVariables.marker]: marker,
    ...(cut === null ? {} : { [cutVariables.cut]: cut }),
    ...(record === null ? {} : { [cutVariables.record]: record }),
  };
  const child = spawn(process.execPath, [program], { env, stdio: ['pipe', 'ignore', 'pipe'] });
  const exited = once(child, 'exit').then(() => {});
  return {
    ready: untilReady(child),
    exited,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
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
