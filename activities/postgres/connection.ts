import type { PostgresAddress, PostgresConnection } from '../../src/operation/clients.ts';
import type { OperationContext } from '../../src/operation/contract.ts';
import type { Postgres } from '../../src/operation/traits.ts';

/** How to connect to a host of this database; `timeoutMs` is for connecting and for each query. */
export async function addressOf(
  ctx: OperationContext,
  { port, database, user, password }: Postgres,
  place: { host: string; timeoutMs: number },
): Promise<PostgresAddress> {
  return { ...place, port, database, user, password: await ctx.secret(password) };
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
