import { z } from 'zod';
import { defineKind, offers } from '../../../src/operation/component-kind.ts';
import { nameTarget } from '../../../src/operation/kit/names.ts';
import { requireRegion } from '../../../src/operation/kit/require-region.ts';
import { Port, SecretReference, SqlName, TtlSeconds } from '../../../src/operation/kit/shapes.ts';
import { NameRecord } from '../../../src/operation/name-record.ts';
import { listening, named, postgres, type Trait } from '../../../src/operation/traits.ts';

/** It is RDS instances: an id per region, which stays the same whichever of them writes. */
export type RdsInstances = z.infer<typeof RdsInstances>;
const RdsInstances = z.record(z.string(), z.string().regex(/^[a-z](-?[a-z0-9])*$/i));
export const rdsInstances: Trait<RdsInstances> = { name: 'rds-instances', shape: RdsInstances };

type Settings = z.infer<typeof Settings>;
const Settings = z.strictObject({
  instances: RdsInstances,
  /** The name that clients of the database use. */
  endpoint: NameRecord.extend({ ttl: TtlSeconds }),
  port: Port.default(5432),
  /** Database, and the role that drills connect as. */
  name: z.string().min(1),
  user: z.string().min(1),
  password: SecretReference,
  /** Schema that the drill role owns. */
  ledger: z.strictObject({ schema: SqlName }),
});

/** A PostgreSQL database as RDS instances, one per region: a writer and read replicas of it, behind one name. */
export const rdsPostgres = defineKind({
  kind: 'rds-postgres',
  settings: Settings,
  is: [
    offers(named, ({ endpoint }: Settings) => endpoint),
    offers(listening, ({ endpoint, port }: Settings) => ({ hosts: endpoint.values, port })),
    offers(postgres, (settings: Settings) => {
      const { endpoint, port, name: database, user, password, ledger } = settings;
      return { endpoint, port, database, user, password, ledger };
    }),
    offers(rdsInstances, ({ instances }: Settings) => instances),
  ],
  targets: (component, { instances, endpoint }) => [
    ...Object.entries(instances).map(([region, id]) => ({ component, region, id })),
    nameTarget(component, endpoint),
  ],
});

/** The id of the database's instance in a region. Throws `UnknownRegion`. */
export function findInstanceId(instances: RdsInstances, region: string): string {
  return requireRegion(instances, region, {
    what: 'no instance',
    hint: 'add the instance of that region to the component in the environment',
  });
}
