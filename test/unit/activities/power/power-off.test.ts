import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { powerOff } from '../../../../activities/power/power-off.ts';
import type { HttpRequest } from '../../../../src/operation/clients.ts';
import { codedError, fakeContext } from '../operation-context.ts';
import { asFault } from '../operation-kinds.ts';

const fault = asFault(powerOff);
const west = { region: 'west' };
const prior = { on: true, owner: null, keptOff: ['old-replica'] };
const quarantine = [
  { component: 'database', region: 'west', id: 'shop-west' },
  { component: 'database', region: 'east', id: 'shop-east' },
];

const PowerChange = z.object({
  on: z.boolean(),
  owner: z.string().optional(),
  keepOff: z.array(z.string()).optional(),
});

interface World {
  on: boolean;
  owner: string | null;
  keptOff: string[];
  obeys: boolean;
  puts: unknown[];
  /** What answers at a door though the power is off, by a part of its URL. */
  alive: string[];
}

function contextOf(parts: Partial<World>, gateRefuses = false) {
  const world: World = { on: true, owner: null, keptOff: [], obeys: true, puts: [], alive: [], ...parts };
  const ctx = fakeContext({
    component: null,
    gateRefuses,
    clients: { http: async (request) => answer(world, request) },
  });
  return { ctx, world };
}

async function answer(world: World, request: HttpRequest) {
  if (!request.url.endsWith('/power')) {
    if (!world.on && !world.alive.some((part) => request.url.includes(part)))
      throw codedError('ECONNREFUSED');
    return { status: 404, headers: {}, body: '' };
  }
  if (request.method === 'PUT') {
    const change = PowerChange.parse(JSON.parse(request.body ?? '{}'));
    world.puts.push(change);
    if (world.obeys) {
      Object.assign(world, {
        on: change.on,
        owner: change.owner ?? null,
        keptOff: change.keepOff ?? world.keptOff,
      });
    }
  }
  const { on, owner, keptOff } = world;
  return { status: 200, headers: {}, body: JSON.stringify({ on, owner, keptOff }) };
}

describe('region.power-off', () => {
  test('switches the region off under the name of drill and step', async () => {
    const { ctx, world } = contextOf({});
    await fault.inject(ctx, west, prior);
    expect(world.puts).toEqual([{ on: false, owner: 'drillmaster:k1/step-1' }]);
    expect(await fault.confirm(ctx, west, prior)).toMatchObject({ confirmed: true });
  });

  test('is content with a region that an earlier attempt of this drill switched off', async () => {
    const { ctx, world } = contextOf({ on: false, owner: 'drillmaster:k1/step-1' });
    await fault.inject(ctx, west, prior);
    expect(world.puts).toEqual([]);
  });

  test('refuses a region that somebody else switched off', async () => {
    const { ctx } = contextOf({ on: false, owner: 'drillmaster:k2/step-1' });
    await expect(fault.preview(ctx, west)).rejects.toMatchObject({ kind: 'AlreadyOff' });
    await expect(fault.inject(ctx, west, prior)).rejects.toMatchObject({ kind: 'AlreadyOff' });
    await expect(fault.heal(ctx, { with: west, prior, quarantine })).rejects.toMatchObject({
      kind: 'NotOurs',
    });
  });

  test('refuses a region without a power control', async () => {
    await expect(fault.preview(contextOf({}).ctx, { region: 'east' })).rejects.toMatchObject({
      kind: 'unsupported',
    });
  });

  test('is not confirmed when the control answers 200 and nothing happens', async () => {
    const { ctx } = contextOf({ obeys: false });
    await fault.inject(ctx, west, prior);
    expect(await fault.confirm(ctx, west, prior)).toMatchObject({ confirmed: false });
  });

  test.each(['10.0.1.9', 'shop-west.rds.test', '10.0.1.1:8080'])(
    'is not confirmed while %s still answers',
    async (door) => {
      const { ctx } = contextOf({ on: false, alive: [door] });
      expect(await fault.confirm(ctx, west, prior)).toMatchObject({ confirmed: false });
    },
  );

  test('heals, and keeps off what was off before and what the recovery replaced there', async () => {
    const { ctx, world } = contextOf({ on: false, owner: 'drillmaster:k1/step-1' });
    await fault.heal(ctx, { with: west, prior, quarantine });
    expect(world.puts).toEqual([{ on: true, keepOff: ['old-replica', 'shop-west'] }]);
    expect(await fault.healed(ctx, { with: west, prior, quarantine })).toMatchObject({ confirmed: true });
  });

  test('is not healed by a control that answers 200 and leaves the power off', async () => {
    const { ctx, world } = contextOf({ on: false, owner: 'drillmaster:k1/step-1', obeys: false });
    await fault.heal(ctx, { with: west, prior, quarantine });
    expect(world.puts).toHaveLength(1);
    const { confirmed, evidence } = await fault.healed(ctx, { with: west, prior, quarantine });
    expect(confirmed).toBe(false);
    expect(evidence).toContain('power of west is off');
  });

  test('is not healed while a replaced instance is back', async () => {
    const { ctx } = contextOf({ keptOff: ['old-replica'] });
    const { confirmed, evidence } = await fault.healed(ctx, { with: west, prior, quarantine });
    expect(confirmed).toBe(false);
    expect(evidence).toContain('shop-west should be kept off');
  });

  test('is not healed while the power is off, whatever answers at its endpoint', async () => {
    const { ctx } = contextOf({
      alive: ['10.0.1.9'],
      on: false,
      owner: 'drillmaster:k1/step-1',
      keptOff: ['old-replica', 'shop-west'],
    });
    expect(await fault.healed(ctx, { with: west, prior, quarantine })).toMatchObject({ confirmed: false });
  });

  test('finds regions that any drill has left off', async () => {
    const { ctx } = contextOf({ on: false, owner: 'drillmaster:k9/lose-region' });
    expect(await fault.find(ctx)).toEqual([
      {
        operation: 'region.power-off',
        target: 'west',
        owner: 'drillmaster:k9/lose-region',
        with: west,
        prior: { ...prior, keptOff: [] },
      },
    ]);
    expect(await fault.find(contextOf({ on: false, owner: 'alice' }).ctx)).toEqual([]);
  });

  test('switches nothing when the gate refuses', async () => {
    const { ctx, world } = contextOf({}, true);
    await expect(fault.inject(ctx, west, prior)).rejects.toThrow('gate');
    expect(world.puts).toEqual([]);
  });
});
