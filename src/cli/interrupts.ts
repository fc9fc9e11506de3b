/** Ctrl-C, a closed terminal and SIGTERM, turned into one abort signal until `release`. */
export interface Interrupts {
  signal: AbortSignal;
  release(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** From now on these signals end nothing by themselves: the caller ends what it owns when the abort signal fires. */
export function catchInterrupts(): Interrupts {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of signals) process.on(signal, abort);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, abort);
    },
  };
}
