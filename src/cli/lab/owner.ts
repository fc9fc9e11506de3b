import { existsSync } from 'node:fs';
import { setInterval as every } from 'node:timers/promises';

const lookEveryMs = 500;

/** A signal that fires when the process's owner is gone: its stdin ended, or the folder that it lives for. */
export function watchOwner(options: { owned?: boolean; while?: string }): {
  signal: AbortSignal;
  release(): void;
} {
  const gone = new AbortController();
  const released = new AbortController();
  const end = () => gone.abort();
  if (options.owned) {
    process.stdin.on('end', end).on('error', end).resume();
  }
  if (options.while !== undefined) void watchFolder(options.while, { end, signal: released.signal });
  return {
    signal: gone.signal,
    release: () => {
      released.abort();
      if (options.owned) process.stdin.destroy();
    },
  };
}

async function watchFolder(folder: string, watch: { end: () => void; signal: AbortSignal }): Promise<void> {
  try {
    for await (const _ of every(lookEveryMs, undefined, { signal: watch.signal, ref: false })) {
      if (!existsSync(folder)) return watch.end();
    }
  } catch (error) {
    if (!watch.signal.aborted) throw error;
  }
}
