import { codeOf, messageOf } from '../../src/errors/operation-error.ts';
import type { OperationContext } from '../../src/operation/contract.ts';
import { failureKind, type FailureKind } from '../../src/operation/kit/failure-kind.ts';
import { findTrait } from '../../src/operation/kit/require-target.ts';
import { listening } from '../../src/operation/traits.ts';

/** Something of a region that a client can reach while the region is on. */
export interface Door {
  name: string;
  url: string;
}

/** What was seen at a door: `silent` when it refuses or does not answer in time; `unclear` proves neither. */
export interface Look {
  door: Door;
  state: 'answers' | 'silent' | 'unclear';
  why: string;
}

/** The region's AWS endpoints, as far as the environment names them. */
export function listEndpoints(ctx: OperationContext, region: string): Door[] {
  const urls = new Set(Object.values(ctx.surroundings.regions[region]?.endpoints ?? {}));
  return [...urls].map((url) => ({ name: `AWS endpoint ${url}`, url }));
}

/** The address of each component in the region. */
export function listComponentDoors(ctx: OperationContext, region: string): Door[] {
  return Object.values(ctx.surroundings.components).flatMap((component) => {
    const found = findTrait(component, listening);
    const host = found?.hosts[region];
    if (found === null || host === undefined) return [];
    return [{ name: `${component.name} at ${host}:${found.port}`, url: `http://${host}:${found.port}/` }];
  });
}

/**
 * Knocks with a plain HTTP request. Whatever comes back, also a database's refusal to speak HTTP or a reset, is a sign of
 * life; only a refused connection, an unreachable host or a timeout is silence.
 */
export async function lookAt(ctx: OperationContext, door: Door): Promise<Look> {
  try {
    const { status } = await ctx.clients.http({ method: 'GET', url: door.url, timeoutMs: 1_000 });
    return { door, state: 'answers', why: `status ${status}` };
  } catch (error) {
    return { door, state: stateOf[failureKind(error)], why: codeOf(error) ?? messageOf(error) };
  }
}

/** Whatever comes back is a sign of life. */
const stateOf: Record<FailureKind, Look['state']> = {
  refused: 'silent',
  unreachable: 'silent',
  'not-connected': 'silent',
  silent: 'silent',
  cut: 'answers',
  nameless: 'unclear',
  restarting: 'answers',
  'read-only': 'answers',
  unsupported: 'answers',
  other: 'answers',
};
