import { setTimeout as delay } from 'node:timers/promises';
import { readInstant } from '../src/host/clock.ts';
import { resolveSecret } from '../src/host/secrets.ts';
import type { Clients } from '../src/operation/clients.ts';
import type { DrillIdentity, OperationContext } from '../src/operation/contract.ts';
import type { Json } from '../src/operation/json.ts';
import type { Component, Surroundings } from '../src/operation/surroundings.ts';
import type { Series } from '../src/samples/series.ts';

interface ContextParts {
  drill: DrillIdentity;
  surroundings: Surroundings;
  component: Component | null;
  clients: Clients;
  signal: AbortSignal;
  mutate: OperationContext['mutate'];
  beat: (progress: Json) => void;
  log: OperationContext['log'];
  readSeries: (watch: string) => Promise<Series>;
}

/** The context that an operation gets, the same in the worker, the companion, the samplers and tests. */
export function createContext(parts: ContextParts): OperationContext {
  const { drill, surroundings, component, clients, signal, mutate, beat, log, readSeries } = parts;
  return {
    drill,
    surroundings,
    component,
    clients,
    signal,
    mutate,
    beat,
    log,
    samples: { read: readSeries },
    secret: resolveSecret,
    now: readInstant,
    sleep: async (ms) => {
      await delay(ms, undefined, { signal });
    },
  };
}
