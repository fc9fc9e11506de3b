import { createFaultContexts } from '../faults/context.ts';
import type { Log } from '../host/log.ts';
import { messageOf } from '../errors/operation-error.ts';
import type { Catalog, Leftover } from '../operation/contract.ts';
import { readOwnerMark } from '../operation/kit/owner-mark.ts';
import type { Surroundings } from '../operation/surroundings.ts';

/** A fault that the target itself says is there. */
export interface MarkedFault {
  leftover: Leftover;
  key: string;
  step: string;
}

const findWithinMs = 20_000;

/** Asks every fault operation for what carries a drill's ownership mark. A look that fails is a problem, not an empty answer. */
export async function findMarks(
  catalog: Catalog,
  surroundings: Surroundings,
  log: Log,
): Promise<{ marked: MarkedFault[]; problems: string[] }> {
  const contexts = createFaultContexts({ id: 'sweep', key: 'sweep' }, surroundings, log);
  const marked: MarkedFault[] = [];
  const problems: string[] = [];
  try {
    for (const operation of catalog.operations) {
      if (operation.kind !== 'fault') continue;
      const signal = AbortSignal.timeout(findWithinMs);
      const ctx = contexts.openContext({ step: 'sweep', component: null }, { signal, mutate: refuse });
      try {
        marked.push(...(await operation.find(ctx)).map(readMark));
      } catch (error) {
        problems.push(`${operation.id} cannot be looked for: ${messageOf(error)}`);
      }
    }
  } finally {
    await contexts.close();
  }
  return { marked, problems };
}

function readMark(leftover: Leftover): MarkedFault {
  return { leftover, ...(readOwnerMark(leftover.owner) ?? { key: 'unknown', step: 'unknown' }) };
}

async function refuse(what: string): Promise<never> {
  throw new Error(`a look must change nothing: expected reads only, got: ${what}`);
}
