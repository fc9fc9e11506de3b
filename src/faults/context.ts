import type { DrillRef, OperationContext } from '../operation/contract.ts';
import { createClients } from '../../activities/clients.ts';
import { createContext } from '../../activities/context.ts';
import type { Surroundings } from '../operation/surroundings.ts';
import type { Log } from '../host/log.ts';

/** A context for one attempt at a fault; everything that it mutates goes through `mutate`. */
export type OpenContext = (
  fault: { step: string; component: string | null },
  options: { signal: AbortSignal; mutate: OperationContext['mutate'] },
) => OperationContext;

export interface FaultContexts {
  openContext: OpenContext;
  /** Drops idle connections. */
  close(): Promise<void>;
}

/** Contexts for faults outside a worker: the same operations, with the caller's own gate. */
export function createFaultContexts(drill: DrillRef, surroundings: Surroundings, log: Log): FaultContexts {
  const clients = createClients(surroundings, (call) => log.info('aws call', { call }));
  return {
    close: async () => await clients.close(),
    openContext: ({ step, component }, { signal, mutate }) =>
      createContext({
        drill: { ...drill, step },
        surroundings,
        component: surroundings.components[component ?? ''] ?? null,
        clients,
        signal,
        mutate,
        beat: () => {},
        log,
        readSeries: async () => {
          throw new Error('faults read no samples');
        },
      }),
  };
}
