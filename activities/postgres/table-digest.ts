import { z } from 'zod';
import type { PostgresConnection } from '../../src/operation/clients.ts';
import { quoteIdentifier, type UserTable } from './table-list.ts';

/** Rows of a table and a checksum that does not depend on their order. With a key: the rows up to `maxKey` alone. */
export const TableDigest = z.strictObject({
  count: z.string(),
  checksum: z.string(),
  key: z.string().nullable(),
  /** Null: the table was empty, or has no key. */
  maxKey: z.string().nullable(),
});
export type TableDigest = z.infer<typeof TableDigest>;

/** Milliseconds that one whole-table read may take. */
export const scanTimeoutMs = 60_000;

/** A row's text depends on these settings of the session. */
export async function fixRowTexts(connection: PostgresConnection): Promise<void> {
  await connection.query(
    `SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = 1;
     SET bytea_output = 'hex'; SET statement_timeout = ${scanTimeoutMs}`,
  );
}

/** The highest key of a table as text; null when it is empty or has no key. */
export async function readMaxKey(connection: PostgresConnection, table: UserTable): Promise<string | null> {
  if (table.key === null) return null;
  const [row] = await connection.query<{ max: string | null }>(
    `SELECT max(${quoteIdentifier(table.key)})::text AS max FROM ${quoteTable(table)}`,
  );
  return row?.max ?? null;
}

/** Reads the rows up to `maxKey`, all rows of a table without a key, none of one whose `maxKey` is null. */
export async function digestTable(
  connection: PostgresConnection,
  table: UserTable,
  maxKey: string | null,
): Promise<TableDigest> {
  const bounded = table.key === null ? 'true' : `drill_row.${quoteIdentifier(table.key)} <= $1::text::bigint`;
  const [row] = await connection.query<{ count: string; checksum: string }>(
    `SELECT count(*)::text AS count,
       coalesce(sum(hashtextextended(ROW(drill_row.*)::text, 0)::numeric), 0)::text AS checksum
     FROM ${quoteTable(table)} AS drill_row WHERE ${bounded}`,
    table.key === null ? [] : [maxKey],
  );
  return { count: row?.count ?? '0', checksum: row?.checksum ?? '0', key: table.key, maxKey };
}

function quoteTable(table: UserTable): string {
  return `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
}
