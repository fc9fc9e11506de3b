import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Marks the processes of one demo: every child inherits the environment. */
export function startDemo(
  mark: string,
  args: string[],
): { child: ChildProcess; stdout: () => string; exited: Promise<number | null> } {
  const child = spawn('npm', ['run', '--silent', 'demo', '--', ...args], {
    cwd: root,
    env: { ...process.env, DRILL_TEST_MARK: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: string[] = [];
  child.stdout.on('data', (data: Buffer) => out.push(data.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, stdout: () => out.join(''), exited };
}

/** Every process that a demo with this mark started. */
export function processesOf(mark: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(join('/proc', name, 'environ'), 'utf8').includes(`DRILL_TEST_MARK=${mark}`))
          return [];
        return [
          {
            pid: Number(name),
            command: readFileSync(join('/proc', name, 'cmdline'), 'utf8').replaceAll('\0', ' '),
          },
        ];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

/** Passes when the child has said a line that matches. */
export function sawLine(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      if (pattern.test(line)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before ${pattern} was seen`)));
  });
}
