import { z } from 'zod';
import { messageOf } from '../../src/errors/operation-error.ts';
import type { OperationContext } from '../../src/operation/contract.ts';
import { nameRecordOf } from '../../src/operation/name-record.ts';

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
    const value = nameRecordOf(component)?.values[region];
    const port = z.int().safeParse(component.settings['port']);
    if (value === undefined || !port.success) return [];
    return [{ name: `${component.name} at ${value}:${port.data}`, url: `http://${value}:${port.data}/` }];
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
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { door, state: stateOf(code), why: code || messageOf(error) };
  }
}

function stateOf(code: string): Look['state'] {
  if (['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ENOANSWER'].includes(code))
    return 'silent';
  return ['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ETIMEOUT'].includes(code) ? 'unclear' : 'answers';
}
