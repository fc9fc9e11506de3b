import type { OperationContext } from '../../../src/operation/contract.ts';
import { elapsedMs } from '../../../src/time/instant.ts';
import { describeInstance, type Instance } from './instance.ts';

const pollMs = 200;

/** Whether the instance of a region is seen to meet a condition in time. */
export async function seesWithin(
  ctx: OperationContext,
  region: string,
  { withinMs, meets }: { withinMs: number; meets: (instance: Instance) => boolean },
): Promise<boolean> {
  const startedAt = ctx.now();
  while (elapsedMs(startedAt, ctx.now()) < withinMs) {
    const instance = await describeInstance(ctx, region);
    if (meets(instance)) return true;
    ctx.beat({ status: instance.status });
    await ctx.sleep(pollMs);
  }
  return false;
}
