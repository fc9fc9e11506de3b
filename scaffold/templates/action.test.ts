import { describe, expect, test } from 'vitest';
import { newAction } from './action.ts';
import type { HttpRequest } from '../../src/operation/clients.ts';
import { fakeContext } from '../../test/unit/activities/operation-context.ts';
import { asAction } from '../../test/unit/activities/operation-kinds.ts';

const action = asAction(newAction);
const input = { region: 'west', state: 'new' };
const prior = { state: 'old' };

interface World {
  state: string;
  obeys: boolean;
}

/** TODO: the target as the operation's clients see and change it. */
function contextOf(parts: Partial<World>, gateRefuses = false) {
  const world: World = { state: 'old', obeys: true, ...parts };
  const http = async ({ method, body }: HttpRequest) => {
    if (method === 'PUT' && world.obeys) world.state = body ?? '';
    return { status: 200, headers: {}, body: world.state };
  };
  return { ctx: fakeContext({ component: null, gateRefuses, clients: { http } }), world };
}

describe('provider.new-action', () => {
  test('says what it will change and what was there before, and changes nothing yet', async () => {
    const { ctx } = contextOf({});
    expect(await action.preview(ctx, input)).toMatchObject({ changes: [{ from: 'old', to: 'new' }], prior });
    expect(ctx.mutations).toEqual([]);
  });

  test('has nothing to change where all is so already', async () => {
    expect(await action.preview(contextOf({ state: 'new' }).ctx, input)).toMatchObject({ changes: [] });
  });

  test('acts, reads back, and takes it back', async () => {
    const { ctx, world } = contextOf({});
    expect(await action.run(ctx, input, prior)).toMatchObject({ values: { state: 'new' } });
    expect(world.state).toBe('new');
    expect(await action.undo(ctx, input, prior)).toMatchObject({ values: { state: 'old' } });
    expect(world.state).toBe('old');
  });

  test('is content with what an earlier attempt did', async () => {
    const { ctx } = contextOf({ state: 'new' });
    await action.run(ctx, input, prior);
    expect(ctx.mutations).toEqual([]);
  });

  test('refuses what somebody else changed, and what does not follow', async () => {
    const strange = contextOf({ state: 'strange' }).ctx;
    await expect(action.run(strange, input, prior)).rejects.toMatchObject({ kind: 'StateChanged' });
    await expect(action.undo(strange, input, prior)).rejects.toMatchObject({ kind: 'StateChanged' });
    expect(strange.mutations).toEqual([]);
    const deaf = contextOf({ obeys: false }).ctx;
    await expect(action.run(deaf, input, prior)).rejects.toMatchObject({ kind: 'StateChanged' });
  });

  test('changes nothing when the gate refuses', async () => {
    const { ctx, world } = contextOf({}, true);
    await expect(action.run(ctx, input, prior)).rejects.toThrow(/gate/);
    expect(world.state).toBe('old');
  });
});
