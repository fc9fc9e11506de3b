import { OperationError } from '../../src/errors/operation-error.ts';
import type { PostgresConnection } from '../../src/operation/clients.ts';

/** More than this is not read whole in a drill. */
const maxRows = 5_000_000;
const maxTables = 500;

/** A permanent table. `key`: its single-column integer primary key or identity, null when it has none. */
export interface UserTable {
  schema: string;
  name: string;
  key: string | null;
}

/**
 * All permanent tables outside the system's schemas and the ledger's, by name. Throws OperationError `TooMuchToRead` (not
 * retryable) when comparing them would read too much.
 */
export async function listTables(connection: PostgresConnection, ledgerSchema: string): Promise<UserTable[]> {
  const rows = await connection.query<UserTable & { estimate: string }>(listing, [ledgerSchema]);
  if (rows.length > maxTables) throw tooMuch(`at most ${maxTables} tables, got ${rows.length}`);
  const largest = rows.find(({ estimate }) => Number(estimate) > maxRows);
  if (largest !== undefined) {
    throw tooMuch(
      `at most ${maxRows} rows in a table, got about ${largest.estimate} in ${largest.schema}.${largest.name}`,
    );
  }
  return rows.map(({ schema, name, key }) => ({ schema, name, key }));
}

/** `schema.name`, for people and as a key. */
export function tableName(table: UserTable): string {
  return `${table.schema}.${table.name}`;
}

/** Names of tables and columns come from the server's catalogue and may hold anything. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const listing = `
  SELECT n.nspname AS schema, c.relname AS name, key.name AS key,
    greatest(c.reltuples::bigint, coalesce(s.n_live_tup, 0))::text AS estimate
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
  LEFT JOIN LATERAL (
    SELECT a.attname AS name
    FROM pg_attribute a
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
      AND (i.indexrelid IS NOT NULL OR a.attidentity <> '')
    ORDER BY i.indexrelid IS NULL
    LIMIT 1
  ) key ON true
  WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname <> 'information_schema'
    AND n.nspname !~ '^pg_' AND n.nspname <> $1
  ORDER BY 1, 2`;

function tooMuch(what: string): OperationError {
  return new OperationError({
    kind: 'TooMuchToRead',
    message: `tables not compared: expected ${what}`,
    hint: 'compare a database of this size with its own tools and leave this check out of the runbook',
    retryable: false,
  });
}
