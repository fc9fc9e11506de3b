import { z } from 'zod';
import { defineCheck, type OperationContext } from '../../src/operation/contract.ts';

/** TODO: what `good` means, and by what it is seen. */
export const newCheck = defineCheck({
  kind: 'check',
  id: 'provider.new-check',
  summary: 'TODO: what it asks, in one line',
  on: [],
  with: z.strictObject({ region: z.string() }),
  fields: { region: 'region' },
  names: { good: 'boolean' },
  deadlineMs: 30_000,
  attempts: 3,
  aws: [],
  run: async (ctx, { region }) => {
    const state = await readState(ctx, region);
    return { values: { good: state === 'good' }, details: { region, state } };
  },
});

/** TODO: ask the target itself, through `ctx.clients`. Throws when it does not answer: that is no state. */
const readState: (ctx: OperationContext, region: string) => Promise<string> = notWritten;

function notWritten(): never {
  throw new Error('provider.new-check is not written yet');
}
