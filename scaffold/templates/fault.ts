import { z } from 'zod';
import { OperationError } from '../../src/errors/operation-error.ts';
import { type Confirmation, defineFault, type OperationContext } from '../../src/operation/contract.ts';
import { ownerMark, readOwnerMark } from '../../src/operation/kit/owner-mark.ts';

/** TODO: what it breaks, and how users see it. */
export const newFault = defineFault({
  kind: 'fault',
  id: 'provider.new-fault',
  summary: 'TODO: what it breaks, in one line',
  on: [],
  takesAway: { region: 'region' },
  with: z.strictObject({ region: z.string() }),
  fields: { region: 'region' },
  names: { region: 'text' },
  deadlineMs: 60_000,
  attempts: 5,
  aws: [],
  preview: async (ctx, { region }) => {
    requireFree(ctx, region, await readOwner(ctx, region));
    return {
      changes: [{ target: region, what: 'TODO', from: 'whole', to: 'broken' }],
      prior: {},
      targets: [{ component: region, region, id: region }],
    };
  },
  inject: async (ctx, { region }) => {
    const before = await readOwner(ctx, region);
    requireFree(ctx, region, before);
    const owner = ownerMark(ctx.drill);
    if (before === null) await ctx.mutate(`breaking ${region}`, () => breakTarget(ctx, region, owner));
    // Whether it bites is for `confirm` to say.
    return { values: { region }, details: { owner: await readOwner(ctx, region) } };
  },
  confirm: async (ctx, { region }) => {
    const { broken, evidence } = await lookFromOutside(ctx, region);
    return { confirmed: broken, evidence };
  },
  heal: async (ctx, { with: { region }, quarantine }) => {
    const owner = await readOwner(ctx, region);
    requireFree(ctx, region, owner);
    const keepOff = quarantine.filter((target) => target.region === region).map((target) => target.id);
    if (owner !== null) await ctx.mutate(`mending ${region}`, () => mendTarget(ctx, region, keepOff));
    return { values: { region }, details: { was: owner, keepOff } };
  },
  healed: async (ctx, fault) => await confirmWhole(ctx, fault.with.region),
  find: async (ctx) => {
    const regions = Object.keys(ctx.surroundings.regions);
    const found = await Promise.all(
      regions.map(async (region) => ({ region, owner: await readOwner(ctx, region) })),
    );
    return found.flatMap(({ region, owner }) => {
      if (owner === null || readOwnerMark(owner) === null) return [];
      return [{ operation: 'provider.new-fault', target: region, owner, with: { region }, prior: {} }];
    });
  },
});

/** Another step of the same drill may heal, so only the drill key is compared. */
function requireFree(ctx: OperationContext, region: string, owner: string | null): void {
  if (owner === null || readOwnerMark(owner)?.key === ctx.drill.key) return;
  throw new OperationError({
    kind: 'NotOurs',
    message: `${region} not touched: expected it whole or broken by ${ctx.drill.key}, got broken by ${owner}`,
    hint: 'let its owner mend it first: `drill sweep` heals what an earlier drill has left',
    retryable: false,
  });
}

/** TODO: what the quarantine holds must stay away, and that is read back here too. */
async function confirmWhole(ctx: OperationContext, region: string): Promise<Confirmation> {
  const owner = await readOwner(ctx, region);
  const { broken, evidence } = await lookFromOutside(ctx, region);
  return { confirmed: owner === null && !broken, evidence: `owner ${owner ?? 'none'}; ${evidence}` };
}

/** TODO: whose fault is in force there, by its mark on the target; null: none. */
const readOwner: (ctx: OperationContext, region: string) => Promise<string | null> = notWritten;

/** TODO: whether users see it broken, from outside the target. */
const lookFromOutside: (
  ctx: OperationContext,
  region: string,
) => Promise<{ broken: boolean; evidence: string }> = notWritten;

/** TODO: one call that breaks the target and leaves the owner's mark on it. */
const breakTarget: (ctx: OperationContext, region: string, owner: string) => Promise<void> = notWritten;

/** TODO: one call that mends it and takes the mark off, and keeps off what was replaced meanwhile. */
const mendTarget: (ctx: OperationContext, region: string, keepOff: string[]) => Promise<void> = notWritten;

function notWritten(): never {
  throw new Error('provider.new-fault is not written yet');
}
