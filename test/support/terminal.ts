import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A `drill` command on a terminal of its own. */
export interface Terminal {
  /** What it shows so far. */
  shown(): string;
  /** Waits until it shows that, then types. */
  typeAfter(pattern: RegExp, keys: string): Promise<void>;
  /** Resolves with its exit code. */
  ended(): Promise<number | null>;
}

/** Starts `drill ...` on a pseudo terminal (util-linux `script`). The arguments hold nothing that a shell would change. */
export function openTerminal(env: NodeJS.ProcessEnv, args: string[]): Terminal {
  const command = [process.execPath, cli, ...args].join(' ');
  // Its own end of the terminal stays open: `script` ends when its input does.
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    env,
  });
  const exited = once(child, 'exit');
  let shown = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (shown += data.toString()));
  return {
    shown: () => shown,
    typeAfter: async (pattern, keys) => {
      await waitFor(async () => pattern.exec(shown));
      child.stdin.write(keys);
    },
    ended: async () => {
      await exited;
      return child.exitCode;
    },
  };
}
