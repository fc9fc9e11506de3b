import { createClients } from '../../activities/clients.ts';
import { createContext } from '../../activities/context.ts';
import type { Surroundings } from '../operation/surroundings.ts';
import type { HealParts } from './heal.ts';
import type { Log } from '../host/log.ts';

export interface FaultContexts {
  openContext: HealParts['openContext'];
  /** Drops idle connections. */
  close(): Promise<void>;
}

/** Contexts for faults outside a worker: the same operations, with the caller's own gate. */
export function createFaultContexts(
  drill: { id: string; key: string },
  surroundings: Surroundings,
  log: Log,
): FaultContexts {
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
