import type { DBInstance } from '@aws-sdk/client-rds';
import { codeOf, messageOf, OperationError } from '../../../src/errors/operation-error.ts';
import type { PostgresConnection } from '../../../src/operation/clients.ts';
import type { OperationContext } from '../../../src/operation/contract.ts';
import { requireTarget } from '../../../src/operation/kit/require-target.ts';
import { postgres } from '../../../src/operation/traits.ts';
import { callAws, requirePart } from '../call.ts';
import { findInstanceId, rdsInstances, type RdsInstances } from './component.ts';

/** One instance of a database as RDS describes it now. */
export interface Instance {
  id: string;
  region: string;
  arn: string;
  status: string;
  /** Id of the instance that it replicates from, or its ARN when that is in another region; null for a writer. */
  source: string | null;
  /** Null while it has none (being created). */
  address: string | null;
  port: number | null;
  backupRetentionDays: number;
  tags: { Key?: string | undefined; Value?: string | undefined }[];
}

/** Asks RDS for the database's instance in a region. Throws `DBInstanceNotFoundFault` when it is gone, `NoAnswer` in a dark region. */
export async function describeInstance(ctx: OperationContext, region: string): Promise<Instance> {
  const id = findInstanceId(requireTarget(ctx, rdsInstances), region);
  const rds = await ctx.clients.rds(region);
  const what = `describing instance ${id} in ${region}`;
  const answer = await callAws(what, () => rds.describeDBInstances({ DBInstanceIdentifier: id }));
  const [found] = requirePart(what, answer.DBInstances);
  if (found !== undefined) return toInstance(found, id, region);
  throw new OperationError({
    kind: 'DBInstanceNotFoundFault',
    message: `describing instance ${id} in ${region} failed: expected one instance, got none`,
    hint: 'correct the instance id in the environment, or create the instance',
    retryable: false,
  });
}

function toInstance(found: DBInstance, id: string, region: string): Instance {
  // An emptied link is answered as an empty text by some control planes.
  const source = found.ReadReplicaSourceDBInstanceIdentifier ?? '';
  return {
    id,
    region,
    arn: found.DBInstanceArn ?? '',
    status: found.DBInstanceStatus ?? 'unknown',
    source: source === '' ? null : source,
    address: found.Endpoint?.Address ?? null,
    port: found.Endpoint?.Port ?? null,
    backupRetentionDays: found.BackupRetentionPeriod ?? 0,
    tags: found.TagList ?? [],
  };
}

/** The region of this database whose instance `source` names (an ARN, or an id of the replica's own region); null: none of them. */
export function findSourceRegion(instances: RdsInstances, replica: Instance): string | null {
  const [region, id] = readSource(replica);
  return region !== null && instances[region] === id && region !== replica.region ? region : null;
}

function readSource(replica: Instance): [string | null, string | null] {
  const arn = /^arn:[^:]+:rds:([^:]+):[^:]*:db:(.+)$/.exec(replica.source ?? '');
  return arn === null ? [replica.region, replica.source] : [arn[1] ?? null, arn[2] ?? null];
}

/** Connects to an instance's own address, whatever the database's name says. Whoever calls it ends the connection. */
export async function connectToInstance(
  ctx: OperationContext,
  instance: Instance,
): Promise<PostgresConnection> {
  const { port, database, user, password } = requireTarget(ctx, postgres);
  if (instance.address !== null) {
    const address = {
      host: instance.address,
      port: instance.port ?? port,
      database,
      user,
      password: await ctx.secret(password),
      timeoutMs: 1_000,
    };
    return await ctx.clients.postgres(address).catch((error: unknown) => {
      throw describeRefusal(instance, error);
    });
  }
  throw new OperationError({
    kind: 'NoAddress',
    message: `connecting to ${instance.id} failed: expected an address, got none while it is ${instance.status}`,
    hint: 'wait until the instance is available',
    retryable: true,
  });
}

/** SQLSTATE class 28 is a wrong password or role: trying again cannot help. */
function describeRefusal(instance: Instance, cause: unknown): OperationError {
  const unauthorized = codeOf(cause)?.startsWith('28') ?? false;
  return new OperationError({
    kind: unauthorized ? 'DatabaseLoginRefused' : 'DatabaseUnreachable',
    message: `connecting to ${instance.id} failed: expected a session at ${instance.address}, got ${messageOf(cause)}`,
    hint: unauthorized
      ? 'check user and password in the environment'
      : 'check that the server runs and is reachable from here',
    retryable: !unauthorized,
    cause,
  });
}

/** Whether the server itself says that it is a standby. */
export async function isInRecovery(ctx: OperationContext, instance: Instance): Promise<boolean> {
  const connection = await connectToInstance(ctx, instance);
  try {
    const [row] = await connection.query<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS recovering');
    return row?.recovering ?? true;
  } finally {
    await connection.end();
  }
}
