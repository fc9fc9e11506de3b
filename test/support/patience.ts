/**
 * How patient tests are. A deadline ends what hangs and measures nothing: it is some four times what a busy machine was seen to
 * need, and a test may last longer than any wait in it.
 */
export const patience = {
  /** What is there in a moment: a process, a line, an answer. */
  soonMs: 60_000,
  /** What a lab or a drill on it comes to in half a minute: it is up, it asks, it has ended. */
  drillMs: 200_000,
};

/** Longest time of a test and of a hook, by the parts that are real in it. */
export const timeouts = {
  unit: { testTimeout: 60_000 },
  slow: { testTimeout: 240_000 },
  /** A Temporal server; waits of `soonMs`. */
  server: { testTimeout: 180_000, hookTimeout: 180_000 },
  /** Labs, drills, their processes; waits of `drillMs`. */
  lab: { testTimeout: 400_000, hookTimeout: 400_000 },
};

/** A drill that must pass, and is run again when the machine gave it no time; see `too-busy.ts`. */
export const measuredMs = 3 * timeouts.lab.testTimeout;
