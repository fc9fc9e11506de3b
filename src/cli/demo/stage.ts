/** What a demo has started, so that it can be taken down at any moment, the latest first. */
export interface Stage {
  /** Fires when the demo is to end early. */
  signal: AbortSignal;
  /** Taken down unless the demo is kept. */
  onClear(release: Release): void;
  /** Ended in any case. */
  onEnd(release: Release): void;
  /** Ends everything, also what follows something that cannot be ended; throws the first such error at the end. */
  clear(options: { keep: boolean }): Promise<void>;
}

type Release = () => Promise<void>;

export function createStage(signal: AbortSignal): Stage {
  const releases: { release: Release; always: boolean }[] = [];
  return {
    signal,
    onClear: (release) => releases.push({ release, always: false }),
    onEnd: (release) => releases.push({ release, always: true }),
    clear: async ({ keep }) => {
      const errors: unknown[] = [];
      for (const { release, always } of releases.toReversed()) {
        if (keep && !always) continue;
        await release().catch((error: unknown) => errors.push(error));
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
