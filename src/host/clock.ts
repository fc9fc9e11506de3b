import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import type { Instant } from '../time/instant.ts';

const boot = readBootId();

/** Now, on this host: wall clock and the monotonic clock that all processes of one boot share. */
export function readInstant(): Instant {
  return { at: Date.now(), monoMs: Number(process.hrtime.bigint() / 1_000n) / 1_000, boot };
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // No /proc (macOS): host and minute of boot are stable enough to tell boots apart.
    return `${hostname()}-${Math.round((Date.now() / 1_000 - uptime()) / 60)}`;
  }
}
