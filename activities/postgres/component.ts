import { z } from 'zod';
import { OperationError } from '../../src/errors/operation-error.ts';
import type { PostgresAddress, PostgresConnection } from '../../src/operation/clients.ts';
import type { OperationContext } from '../../src/operation/contract.ts';
import { NameRecord } from '../../src/operation/name-record.ts';

/** What these operations need of a PostgreSQL database's settings, whoever runs its servers. */
const Database = z.object({
  endpoint: NameRecord,
  port: z.number(),
  name: z.string(),
  user: z.string(),
  password: z.union([z.strictObject({ env: z.string() }), z.strictObject({ file: z.string() })]),
  /** The schema's name becomes part of SQL texts. */
  ledger: z.object({ schema: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/) }),
});
export type Database = z.infer<typeof Database>;

/** Kinds of component that are PostgreSQL databases. */
export const databaseKinds = ['rds-postgres'];

/** The database that the step or watch targets. */
export function readDatabase(ctx: OperationContext): Database {
  if (ctx.component !== null) return Database.parse(ctx.component.settings);
  throw new OperationError({
    kind: 'TargetMissing',
    message: 'operation not started: expected a database as its target, got none',
    hint: 'name one with `target:`',
    retryable: false,
  });
}

/** The server's own name or address in a region. */
export function findServer(database: Database, region: string): string {
  const host = database.endpoint.values[region];
  if (host !== undefined) return host;
  throw new OperationError({
    kind: 'UnknownRegion',
    message: `no server: expected one of ${Object.keys(database.endpoint.values).join(', ')}, got region ${region}`,
    hint: 'add the value of that region to the endpoint in the environment',
    retryable: false,
  });
}

/** How to connect to a host of this database; `timeoutMs` is for connecting and for each query. */
export async function addressOf(
  ctx: OperationContext,
  database: Database,
  place: { host: string; timeoutMs: number },
): Promise<PostgresAddress> {
  const { port, name, user } = database;
  return { ...place, port, database: name, user, password: await ctx.secret(database.password) };
}

/** Opens a connection for the time of `work`. */
export async function withConnection<Result>(
  ctx: OperationContext,
  address: PostgresAddress,
  work: (connection: PostgresConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await ctx.clients.postgres(address);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
