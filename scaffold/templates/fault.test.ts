import { describe, expect, test } from 'vitest';
import { newFault } from './fault.ts';
import type { HttpRequest } from '../../src/operation/clients.ts';
import { fakeContext } from '../../test/unit/activities/operation-context.ts';
import { asFault } from '../../test/unit/activities/operation-kinds.ts';

const fault = asFault(newFault);
const west = { region: 'west' };
const ours = 'drillmaster:k1/step-1';
const quarantine = [
  { component: 'database', region: 'west', id: 'old-writer' },
  { component: 'database', region: 'east', id: 'new-writer' },
];
const healing = { with: west, prior: {}, quarantine };

interface World {
  /** By region. */
  owners: Record<string, string | null>;
  bites: boolean;
  puts: string[];
}

/** TODO: the targets as the operation's clients see, break and mend them. */
function contextOf(parts: Partial<World>, gateRefuses = false) {
  const world: World = { owners: {}, bites: true, puts: [], ...parts };
  const http = async ({ method, url, body }: HttpRequest) => {
    if (method === 'PUT') world.puts.push(body ?? '');
    return { status: 200, headers: {}, body: world.owners[url] ?? '' };
  };
  return { ctx: fakeContext({ component: null, gateRefuses, clients: { http } }), world };
}

describe('provider.new-fault', () => {
  test('breaks the target under the name of drill and step', async () => {
    const { ctx, world } = contextOf({});
    expect(await fault.preview(ctx, west)).toMatchObject({ changes: [{ target: 'west' }] });
    expect(ctx.mutations).toEqual([]);
    await fault.inject(ctx, west, {});
    expect(world.owners).toEqual({ west: ours });
    expect(await fault.confirm(ctx, west, {})).toMatchObject({ confirmed: true });
  });

  test('is content with what an earlier attempt did', async () => {
    const { ctx } = contextOf({ owners: { west: ours } });
    await fault.inject(ctx, west, {});
    expect(ctx.mutations).toEqual([]);
  });

  test('touches nothing that is broken by somebody else', async () => {
    const { ctx } = contextOf({ owners: { west: 'drillmaster:k2/step-1' } });
    await expect(fault.preview(ctx, west)).rejects.toMatchObject({ kind: 'NotOurs' });
    await expect(fault.inject(ctx, west, {})).rejects.toMatchObject({ kind: 'NotOurs' });
    await expect(fault.heal(ctx, healing)).rejects.toMatchObject({ kind: 'NotOurs' });
    expect(ctx.mutations).toEqual([]);
  });

  test('is not confirmed when nothing is seen from outside', async () => {
    const { ctx } = contextOf({ bites: false });
    await fault.inject(ctx, west, {});
    expect(await fault.confirm(ctx, west, {})).toMatchObject({ confirmed: false });
  });

  test('heals once, reads back, and keeps off what was replaced in that region', async () => {
    const { ctx, world } = contextOf({ owners: { west: ours } });
    expect(await fault.healed(ctx, healing)).toMatchObject({ confirmed: false });
    await fault.heal(ctx, healing);
    await fault.heal(ctx, healing);
    expect(world.puts).toEqual([expect.stringContaining('old-writer')]);
    expect(world.puts.join()).not.toContain('new-writer');
    expect(await fault.healed(ctx, healing)).toMatchObject({ confirmed: true });
  });

  test('finds what drills have left, and nothing else', async () => {
    const { ctx } = contextOf({ owners: { west: 'drillmaster:k2/step-1', east: 'a person' } });
    expect(await fault.find(ctx)).toMatchObject([{ target: 'west', owner: 'drillmaster:k2/step-1' }]);
  });

  test('breaks nothing when the gate refuses', async () => {
    const { ctx, world } = contextOf({}, true);
    await expect(fault.inject(ctx, west, {})).rejects.toThrow(/gate/);
    expect(world.puts).toEqual([]);
  });
});
