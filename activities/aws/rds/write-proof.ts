import { OperationError } from '../../../src/errors/operation-error.ts';
import type { OperationContext } from '../../../src/operation/contract.ts';
import type { JsonObject } from '../../../src/operation/json.ts';
import { attemptWrite, type WritePath } from './write-attempt.ts';

const rounds = 3;
/** Three rounds span more than a second: a server that restarts or a proxy that flaps shows up. */
const pauseMs = 510;

interface Proof {
  attempts: number;
  /** Per path why its writes failed, round by round. */
  paths: JsonObject[];
}

/** Tries every path in every round. One write that succeeds ends it: `NotFenced`. One unclear answer proves nothing: `FenceUnproven`. */
export async function proveNoWrite(ctx: OperationContext, paths: WritePath[]): Promise<Proof> {
  const failures = paths.map((path) => ({ path: path.name, failures: [] as string[] }));
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await ctx.sleep(pauseMs);
    const reasons = await Promise.all(paths.map((path) => requireFailure(ctx, path)));
    reasons.forEach((why, index) => failures[index]?.failures.push(why));
    ctx.beat({ round });
  }
  return { attempts: rounds * paths.length, paths: failures };
}

/** Why the write failed. The gate is outside of the attempt: its refusal must never count as a failed write. */
async function requireFailure(ctx: OperationContext, path: WritePath): Promise<string> {
  const attempt = await ctx.mutate(`trying to write by ${path.name}`, () => attemptWrite(ctx, path));
  if (attempt.outcome === 'failed') return attempt.why;
  const written = attempt.outcome === 'written';
  throw new OperationError({
    kind: written ? 'NotFenced' : 'FenceUnproven',
    message: `fencing not proven: expected no write by ${path.name}, got ${attempt.why}`,
    hint: written
      ? 'the old writer still takes writes: cut it off before anything is promoted'
      : 'something there still answers: correct login or request in the environment, or cut it off',
    retryable: false,
  });
}
