import { z } from 'zod';
import { defineFault, type Fault } from '../../src/operation/contract.ts';
import type { JsonObject } from '../../src/operation/json.ts';
import type { Surroundings } from '../../src/operation/surroundings.ts';

/** A world with nothing in it. */
export const bareSurroundings: Surroundings = {
  environment: 'test',
  account: null,
  regions: {},
  globalEndpoints: {},
  resolvers: [],
  components: {},
  guardrails: { requireTag: {} },
};

const notHere = () => Promise.reject(new Error('not here'));

/** A fault of which only healing is tried. */
export function defineBreak(healing: Pick<Fault, 'heal' | 'healed' | 'find'>): Fault {
  return defineFault<JsonObject>({
    kind: 'fault',
    id: 'test.break',
    summary: 'break',
    on: [],
    takesAway: 'nothing',
    with: z.record(z.string(), z.json()),
    names: {},
    deadlineMs: 5_000,
    attempts: 1,
    aws: [],
    preview: notHere,
    inject: notHere,
    confirm: notHere,
    ...healing,
  });
}
