import { z } from 'zod';
import { OperationError } from '../../../src/errors/operation-error.ts';
import type { ComponentKind, OperationContext, Target } from '../../../src/operation/contract.ts';
import { NameRecord } from '../../../src/operation/name-record.ts';
import type { Component } from '../../../src/operation/surroundings.ts';
import { parseDurationMs } from '../../../src/time/duration.ts';

/** Settings of an `rds-postgres` component as they are stored: `endpoint.ttl` is seconds. */
const RdsPostgres = z.strictObject({
  /** Instance id per region; they stay the same whichever of them writes. */
  instances: z.record(z.string(), z.string().regex(/^[a-z](-?[a-z0-9])*$/i)),
  /** The name that clients of the database use. */
  endpoint: NameRecord,
  port: z.int().min(1).max(65_535).default(5432),
  /** Database, and the role that drills connect as. */
  name: z.string().min(1),
  user: z.string().min(1),
  password: z.union([
    z.strictObject({ env: z.string().min(1) }),
    z.strictObject({ file: z.string().min(1) }),
  ]),
  /** Schema that the drill role owns; its name is put into SQL, so it is a plain identifier. */
  ledger: z.strictObject({ schema: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/) }),
});
export type RdsPostgres = z.infer<typeof RdsPostgres>;

/** The longest TTL that DNS knows: 31 bits of seconds. */
const maxTtlMs = 2_147_483_647_000;

const TtlSeconds = z.string().transform((text, ctx) => {
  const ms = parseDurationMs(text);
  if (ms !== null && ms > 0 && ms <= maxTtlMs && ms % 1_000 === 0) return ms / 1_000;
  ctx.addIssue({ code: 'custom', message: `expected whole seconds such as 60s, got ${text}` });
  return z.NEVER;
});

/** A PostgreSQL database as RDS instances, one per region: a writer and read replicas of it, behind one name. */
export const rdsPostgres: ComponentKind = {
  kind: 'rds-postgres',
  settings: RdsPostgres.extend({ endpoint: NameRecord.extend({ ttl: TtlSeconds }) }),
  targets: (component) => {
    const { instances, endpoint } = RdsPostgres.parse(component.settings);
    const ids = Object.entries(instances);
    return [
      ...ids.map(([region, id]) => ({ component: component.name, region, id })),
      nameTarget(component.name, endpoint),
    ];
  },
};

/** The target that a name record is: one record set of one zone. */
export function nameTarget(component: string, record: NameRecord): Target {
  return { component, region: null, id: `${record.zone}/${record.host}/${record.type}` };
}

/** The component that the step targets. */
export function requireComponent(ctx: OperationContext): Component {
  if (ctx.component !== null) return ctx.component;
  throw new OperationError({
    kind: 'TargetMissing',
    message: 'operation not started: expected a component as its target, got none',
    hint: 'name one with `target:` in the step',
    retryable: false,
  });
}

/** The settings of the database that the step targets. */
export function readDatabase(ctx: OperationContext): RdsPostgres {
  return RdsPostgres.parse(requireComponent(ctx).settings);
}

/** The id of the database's instance in a region. */
export function findInstanceId(database: RdsPostgres, region: string): string {
  const id = database.instances[region];
  if (id !== undefined) return id;
  throw new OperationError({
    kind: 'UnknownRegion',
    message: `no instance: expected one of ${Object.keys(database.instances).join(', ')}, got region ${region}`,
    hint: 'add the instance of that region to the component in the environment',
    retryable: false,
  });
}
