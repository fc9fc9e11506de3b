import type { OperationContext } from '../../../src/operation/contract.ts';
import { pollUntil } from '../../../src/operation/kit/poll-until.ts';
import { describeInstance, type Instance } from './instance.ts';

const pollMs = 200;

/** Whether the instance of a region is seen to meet a condition in time. */
export async function seesWithin(
  ctx: OperationContext,
  region: string,
  { withinMs, meets }: { withinMs: number; meets: (instance: Instance) => boolean },
): Promise<boolean> {
  const { met } = await pollUntil(ctx, {
    look: () => describeInstance(ctx, region),
    meets,
    everyMs: pollMs,
    withinMs,
    beat: ({ status }) => ({ status }),
  });
  return met;
}
