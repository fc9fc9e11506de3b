import type { PostgresConnection } from '../../src/operation/clients.ts';
import type { OperationContext } from '../../src/operation/contract.ts';
import type { Postgres } from '../../src/operation/traits.ts';

/** The quoted name of the ledger, for SQL texts; the schema is a plain identifier by its own schema. */
export function ledgerTable(database: Postgres): string {
  return `"${database.ledger.schema}"."ledger"`;
}

/** Creates what is missing of the ledger; looks first, because "if not exists" asks for the right to create all the same. */
export async function ensureLedger(
  ctx: OperationContext,
  database: Postgres,
  connection: PostgresConnection,
): Promise<void> {
  const table = ledgerTable(database);
  const [seen] = await connection.query<{ schema: boolean; ledger: boolean }>(
    'SELECT to_regnamespace($1) IS NOT NULL AS schema, to_regclass($2) IS NOT NULL AS ledger',
    [`"${database.ledger.schema}"`, table],
  );
  if (seen?.ledger) return;
  await ctx.mutate('create the ledger table', async () => {
    if (!seen?.schema) await connection.query(`CREATE SCHEMA "${database.ledger.schema}"`);
    await connection.query(
      `CREATE TABLE IF NOT EXISTS ${table} (drill text, number bigint, intended_at timestamptz NOT NULL, PRIMARY KEY (drill, number))`,
    );
  });
}
