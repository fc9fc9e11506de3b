import { afterAll, afterEach, beforeAll } from 'vitest';
import { type LiveLab, type LiveLabOptions, type OwnLiveLab, startLiveLab } from './live-lab.ts';
import { onceUp } from './once-up.ts';

interface UseOptions extends LiveLabOptions {
  /** Whether each test finds the lab in its first state. Default: true. */
  reset?: boolean;
}

/** A live lab for one test file, up before its first test and down after its last. */
export function useLiveLab({ reset = true, ...options }: UseOptions = {}): LiveLab {
  let live: OwnLiveLab | null = null;
  beforeAll(async () => {
    live = await startLiveLab(options);
  });
  if (reset) {
    afterEach(async () => {
      await live?.control('POST', '/reset');
    });
  }
  afterAll(async () => {
    await live?.stop();
  });
  return onceUp(() => live);
}
