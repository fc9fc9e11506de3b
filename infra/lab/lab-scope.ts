import type { OwnedProcesses } from './processes/owned-processes.ts';

/** Everything that a lab opened, in order, so that it can be taken down at any moment, also in the middle of a start. */
export interface LabScope {
  /** Remembers how to take something down; when the lab is already going down, does it at once and throws. */
  add(release: () => Promise<void> | void): Promise<void>;
  /** Takes everything down, the latest first; each release runs, whatever the others did. */
  close(): Promise<void>;
  isClosing(): boolean;
  /** The same children, but none is started any more once the lab goes down. */
  guard(processes: OwnedProcesses): OwnedProcesses;
}

export function createLabScope(): LabScope {
  const releases: (() => Promise<void> | void)[] = [];
  let closing: Promise<void> | undefined;

  async function add(release: () => Promise<void> | void): Promise<void> {
    if (!closing) {
      releases.push(release);
      return;
    }
    await release();
    throw goingDown();
  }

  function close(): Promise<void> {
    closing ??= releaseAll(releases);
    return closing;
  }

  function guard(processes: OwnedProcesses): OwnedProcesses {
    return {
      spawn: (request) => {
        if (closing) throw goingDown();
        return processes.spawn(request);
      },
      stopAll: () => processes.stopAll(),
    };
  }

  return { add, close, isClosing: () => closing !== undefined, guard };
}

async function releaseAll(releases: (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const release of releases.toReversed()) {
    try {
      await release();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'taking the lab down failed in part');
}

function goingDown(): Error {
  return new Error('starting the lab failed: expected it to come up, got an order to go down');
}
