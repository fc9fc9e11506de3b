import { z } from 'zod';
import { OperationError } from '../../src/errors/operation-error.ts';
import {
  defineFault,
  type Confirmation,
  type HealInput,
  type OperationContext,
} from '../../src/operation/contract.ts';
import type { JsonObject } from '../../src/operation/json.ts';
import { ownerMark, ownerPrefix, readOwnerMark } from '../../src/operation/kit/owner-mark.ts';
import { readPower, writePower, type Power } from './power-control.ts';
import { listComponentDoors, listEndpoints, lookAt, type Look } from './reach.ts';

const Input = z.strictObject({ region: z.string() });
type Input = z.infer<typeof Input>;
const Prior = z.strictObject({ on: z.boolean(), owner: z.string().nullable(), keptOff: z.array(z.string()) });

/** Switches a whole region off, its AWS endpoint included, where the environment has a power control. */
export const powerOff = defineFault({
  kind: 'fault',
  id: 'region.power-off',
  summary: 'Switches a whole region off at once, its AWS API included',
  takesAway: { region: 'region' },
  on: [],
  with: Input,
  fields: { region: 'region' },
  names: { region: 'text' },
  deadlineMs: 60_000,
  attempts: 5,
  aws: [],
  preview: async (ctx, { region }) => {
    const power = await readPower(ctx, region);
    if (!isOffByDrill(ctx, power)) requireOn(region, power);
    return {
      changes: [{ target: region, what: 'power', from: 'on', to: 'off' }],
      prior: { on: true, owner: null, keptOff: power.keptOff },
      targets: [{ component: region, region, id: region }],
    };
  },
  inject: async (ctx, { region }) => {
    const before = await readPower(ctx, region);
    if (!isOffByDrill(ctx, before)) {
      requireOn(region, before);
      await writePower(ctx, region, { on: false, owner: ownerMark(ctx.drill) });
    }
    // Not an error when it is still on: `confirm` says whether the fault bites.
    const after = await readPower(ctx, region);
    return { values: { region }, details: { on: after.on, owner: after.owner } };
  },
  confirm: async (ctx, { region }) => confirmDark(ctx, region),
  heal: async (ctx, fault) => {
    const { region } = fault.with;
    const power = await readPower(ctx, region);
    const keepOff = listKeptOff(fault);
    if (!power.on) {
      requireDrillOwner(ctx, region, power);
      await writePower(ctx, region, { on: true, keepOff });
    }
    return { values: { region }, details: { wasOn: power.on, keepOff } };
  },
  healed: confirmHealed,
  find: async (ctx) => {
    const regions = Object.keys(ctx.surroundings.regions).filter(
      (region) => ctx.surroundings.regions[region]?.power,
    );
    const powers = await Promise.all(
      regions.map(async (region) => ({ region, ...(await readPower(ctx, region)) })),
    );
    return powers.flatMap(({ region, owner, keptOff }) => {
      if (owner?.startsWith(ownerPrefix) !== true) return [];
      const prior = { on: true, owner: null, keptOff };
      return [{ operation: 'region.power-off', target: region, owner, with: { region }, prior }];
    });
  },
});

/** A heal may come from another step's context, so only the drill key is compared. */
function isOffByDrill(ctx: OperationContext, power: Power): boolean {
  return !power.on && readOwnerMark(power.owner)?.key === ctx.drill.key;
}

function requireOn(region: string, power: Power): void {
  if (power.on) return;
  throw new OperationError({
    kind: 'AlreadyOff',
    message: `power of ${region} not touched: expected it on, got off by ${power.owner ?? 'nobody'}`,
    hint: 'switch it on again first: `drill sweep` heals what an earlier drill has left',
    retryable: false,
  });
}

function requireDrillOwner(ctx: OperationContext, region: string, power: Power): void {
  if (isOffByDrill(ctx, power)) return;
  throw new OperationError({
    kind: 'NotOurs',
    message: `power of ${region} not touched: expected owner ${ownerPrefix}${ctx.drill.key}, got ${power.owner ?? 'nobody'}`,
    hint: 'somebody else switched it off: let them switch it on',
    retryable: false,
  });
}

/** From outside the target: the AWS endpoint and every address of the region are silent. */
async function confirmDark(ctx: OperationContext, region: string): Promise<Confirmation> {
  const doors = [...listEndpoints(ctx, region), ...listComponentDoors(ctx, region)];
  const looks = await Promise.all(doors.map((door) => lookAt(ctx, door)));
  const confirmed = looks.length > 0 && looks.every((look) => look.state === 'silent');
  return { confirmed, evidence: describeLooks(region, looks) };
}

function describeLooks(region: string, looks: Look[]): string {
  if (looks.length === 0) return `${region} has no endpoint and no component address to look at`;
  return looks.map((look) => `${look.door.name} ${look.state} (${look.why})`).join('; ');
}

/** What was kept off before stays so, and what the recovery replaced must not come back. */
function listKeptOff({ with: { region }, prior, quarantine }: HealInput<Input>): string[] {
  const replaced = quarantine.filter((target) => target.region === region).map((target) => target.id);
  return [...new Set([...readPrior(prior).keptOff, ...replaced])];
}

function readPrior(prior: JsonObject): z.infer<typeof Prior> {
  return Prior.parse(prior);
}

async function confirmHealed(ctx: OperationContext, fault: HealInput<Input>): Promise<Confirmation> {
  const { region } = fault.with;
  const power = await readPower(ctx, region);
  const looks = await Promise.all(listEndpoints(ctx, region).map((door) => lookAt(ctx, door)));
  const missing = listKeptOff(fault).filter((id) => !power.keptOff.includes(id));
  const open = looks.every((look) => look.state === 'answers');
  return {
    confirmed: power.on && power.owner === null && open && missing.length === 0,
    evidence: [
      `power of ${region} is ${power.on ? 'on' : 'off'}, owner ${power.owner ?? 'none'}`,
      ...looks.map((look) => `${look.door.name} ${look.state} (${look.why})`),
      ...missing.map((id) => `${id} should be kept off and is not`),
    ].join('; '),
  };
}
