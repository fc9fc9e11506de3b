import { z } from 'zod';
import { OperationError } from '../../src/errors/operation-error.ts';
import { defineAction, type OperationContext, type Outcome } from '../../src/operation/contract.ts';

const Prior = z.strictObject({ state: z.string() });

/** TODO: what it changes, and when it is done. */
export const newAction = defineAction({
  kind: 'action',
  id: 'provider.new-action',
  summary: 'TODO: what it changes, in one line',
  irreversible: null,
  on: [],
  with: z.strictObject({ region: z.string(), state: z.string() }),
  fields: { region: 'region' },
  names: { state: 'text' },
  deadlineMs: 60_000,
  attempts: 5,
  aws: [],
  preview: async (ctx, { region, state }) => {
    const before = await readState(ctx, region);
    const change = { target: region, what: 'TODO', from: before, to: state };
    return {
      changes: before === state ? [] : [change],
      prior: { state: before },
      targets: [{ component: region, region, id: region }],
    };
  },
  run: async (ctx, { region, state }, prior) =>
    await move(ctx, region, { from: Prior.parse(prior).state, to: state }),
  undo: async (ctx, { region, state }, prior) =>
    await move(ctx, region, { from: state, to: Prior.parse(prior).state }),
});

/** Already at `to`, by an earlier attempt, is success; at neither state somebody else was here. */
async function move(
  ctx: OperationContext,
  region: string,
  { from, to }: { from: string; to: string },
): Promise<Outcome> {
  const before = await readState(ctx, region);
  if (before !== to) {
    if (before !== from) throw stateChanged(region, from, before);
    await ctx.mutate(`setting ${region} to ${to}`, () => writeState(ctx, region, to));
  }
  const after = await readState(ctx, region);
  if (after !== to) throw stateChanged(region, to, after);
  return { values: { state: after }, details: { region, changed: before !== to } };
}

function stateChanged(region: string, expected: string, got: string): OperationError {
  return new OperationError({
    kind: 'StateChanged',
    message: `changing ${region} refused: expected ${expected}, got ${got}`,
    hint: 'somebody else changed it: find out who, put it right, then retry the step',
    retryable: false,
  });
}

/** TODO: ask the target itself, through `ctx.clients`. */
const readState: (ctx: OperationContext, region: string) => Promise<string> = notWritten;

/** TODO: one call that changes the target; what came of it is for `readState` to say. */
const writeState: (ctx: OperationContext, region: string, state: string) => Promise<void> = notWritten;

function notWritten(): never {
  throw new Error('provider.new-action is not written yet');
}
