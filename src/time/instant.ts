/**
 * A measured instant. `at` is wall-clock epoch milliseconds (for people and for other machines); `monoMs` is the host's
 * monotonic clock (process.hrtime, comparable between the processes of one boot), from which every duration is taken.
 */
export interface Instant {
  at: number;
  monoMs: number;
  /** Boot id of the host: monotonic values of different boots are not comparable. */
  boot: string;
}

/** Milliseconds from `a` to `b`: monotonic within one boot, wall clock across boots (less exact). */
export function elapsedMs(a: Instant, b: Instant): number {
  return a.boot === b.boot ? b.monoMs - a.monoMs : b.at - a.at;
}

/** The instant `ms` after `from`. */
export function addMs(from: Instant, ms: number): Instant {
  return { at: from.at + ms, monoMs: from.monoMs + ms, boot: from.boot };
}
