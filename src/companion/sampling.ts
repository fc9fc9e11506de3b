import type { Attempt, SamplingSession } from '../operation/contract.ts';
import type { Gap, Sample } from '../samples/series.ts';

/** Attempts in flight at once; one that is due beyond that is recorded as not sent. */
export const maxInFlight = 64;

/** Label of an attempt that could not be sent, because too many before it had not come back. */
export const unsentLabel = 'unsent';

/** Monotonic milliseconds, and a wait that ends early when the signal fires. */
export interface SamplingClock {
  nowMs(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Attempt `number` is due at `startMs + number * everyMs` (monotonic), which is `startAt` + the same by the wall clock. */
export interface SamplingGrid {
  startMs: number;
  startAt: number;
  firstNumber: number;
  everyMs: number;
}

export interface SamplingParts {
  session: SamplingSession;
  grid: SamplingGrid;
  /** Milliseconds that attempts in flight are given to settle when sampling stops. */
  settleMs: number;
  clock: SamplingClock;
  record: { sample(sample: Sample): void; gap(gap: Gap): void };
}

/**
 * Open loop: each attempt is sent at its own instant of a fixed grid, whether or not those before it came back, until the
 * signal fires. What a stall of this process kept from being measured becomes a gap, never an attempt that looks slow.
 */
export async function runSampling(parts: SamplingParts, signal: AbortSignal): Promise<void> {
  const { grid, clock, record } = parts;
  const inFlight = new Map<number, Promise<void>>();
  let number = grid.firstNumber;
  while (!signal.aborted) {
    const dueMs = intendedMsOf(grid, number);
    await clock.wait(dueMs - clock.nowMs(), signal);
    if (signal.aborted) break;
    const nowMs = clock.nowMs();
    // Timers count whole milliseconds and fire up to one early.
    if (nowMs < dueMs) continue;
    if (nowMs - dueMs > stallMs(grid.everyMs)) {
      // Attempts in flight were not looked at either: what they seem to have taken says nothing.
      const fromMs = intendedMsOf(grid, Math.min(number, ...inFlight.keys()));
      number += Math.ceil((nowMs - dueMs) / grid.everyMs);
      record.gap({ fromMs, toMs: intendedMsOf(grid, number), why: 'the sampler stalled' });
      continue;
    }
    send(parts, inFlight, number);
    number += 1;
  }
  const settled = new AbortController();
  await Promise.race([Promise.all(inFlight.values()), clock.wait(parts.settleMs, settled.signal)]);
  settled.abort();
}

/** Lateness of one's own clockwork that spoils what was measured. */
function stallMs(everyMs: number): number {
  return Math.max(3 * everyMs, 50);
}

function intendedMsOf(grid: SamplingGrid, number: number): number {
  return grid.startMs + number * grid.everyMs;
}

function send(parts: SamplingParts, inFlight: Map<number, Promise<void>>, number: number): void {
  const { session, grid, clock, record } = parts;
  const intendedMs = intendedMsOf(grid, number);
  const sentMs = clock.nowMs();
  if (inFlight.size >= maxInFlight) {
    const note = `${inFlight.size} attempts before it had not come back`;
    record.sample({ number, intendedMs, sentMs, doneMs: sentMs, ...failedAttempt(unsentLabel, note) });
    return;
  }
  const settling = session
    .attempt(number, grid.startAt + number * grid.everyMs)
    .catch((error: unknown) => failedAttempt('error', error instanceof Error ? error.message : String(error)))
    .then((attempt) => {
      inFlight.delete(number);
      record.sample({ number, intendedMs, sentMs, doneMs: clock.nowMs(), ...attempt });
    });
  inFlight.set(number, settling);
}

function failedAttempt(label: string, note: string): Attempt {
  return { label, region: null, address: null, fresh: false, value: null, note };
}
