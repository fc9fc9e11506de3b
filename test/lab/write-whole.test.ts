import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';

const writer = fileURLToPath(new URL('../support/whole-writer.ts', import.meta.url));

test.each([true, false])(
  'a process that is killed while it writes (durable: %s) leaves a whole file, the new one or the one before',
  async (durable) => {
    const root = await mkdtemp(join(tmpdir(), 'write-whole-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const path = join(root, 'state.json');

    for (let death = 0; death < 6; death += 1) {
      const child = spawn(process.execPath, [writer, path, String(durable)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      const before = await readFile(path, 'utf8');
      await waitFor(async () => ((await readFile(path, 'utf8')) === before ? null : true));
      child.kill('SIGKILL');
      await once(child, 'exit');

      const text = await readFile(path, 'utf8');
      expect(text.length).toBeGreaterThan(2_000_000);
      expect(new Set(text.slice(0, -1)).size).toBe(1);
      expect(text.at(-1)).toBe('.');
    }
  },
);
