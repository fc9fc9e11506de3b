import { z } from 'zod';
import type { PostgresConnection } from '../../src/operation/clients.ts';
import { defineCheck, type OperationContext } from '../../src/operation/contract.ts';
import { findRegionValue } from '../../src/operation/kit/names.ts';
import { type Baseline, parseBaseline } from './baseline.ts';
import { requireTarget } from '../../src/operation/kit/require-target.ts';
import { postgres } from '../../src/operation/traits.ts';
import { addressOf, withConnection } from './connection.ts';
import { checkSequence } from './sequences.ts';
import { digestTable, fixRowTexts, scanTimeoutMs, type TableDigest } from './table-digest.ts';
import { listTables, tableName, type UserTable } from './table-list.ts';

const With = z.strictObject({ baseline: z.string(), region: z.string().min(1) });

/** Compares what a region's server holds now with a baseline, and its sequences with its keys. */
export const postgresIntegrity = defineCheck<z.infer<typeof With>>({
  kind: 'check',
  id: 'postgres.integrity',
  summary: 'Compares the tables of a database with the snapshot taken before, row for row by checksum',
  on: [postgres],
  with: With,
  names: { damaged: 'count', tables: 'count' },
  deadlineMs: 300_000,
  attempts: 3,
  aws: [],
  fields: { region: 'region' },
  run: async (ctx, input) => {
    const baseline = parseBaseline(input.baseline);
    const database = requireTarget(ctx, postgres);
    const place = { host: findRegionValue(database.endpoint, input.region), timeoutMs: scanTimeoutMs };
    return await withConnection(ctx, await addressOf(ctx, database, place), async (connection) => {
      await fixRowTexts(connection);
      const tables = await listTables(connection, database.ledger.schema);
      const { damage, notCompared } = await compareTables(ctx, connection, { baseline, tables });
      return {
        values: { damaged: Object.keys(damage).length, tables: Object.keys(baseline.tables).length },
        details: { damage, notCompared },
      };
    });
  },
});

interface Comparison {
  /** What is wrong, by table. */
  damage: Record<string, string>;
  notCompared: Record<string, string>;
}

async function compareTables(
  ctx: OperationContext,
  connection: PostgresConnection,
  { baseline, tables }: { baseline: Baseline; tables: UserTable[] },
): Promise<Comparison> {
  const found = new Map(tables.map((table) => [tableName(table), table]));
  const comparison: Comparison = { damage: {}, notCompared: { ...baseline.notCompared } };
  for (const [name, before] of Object.entries(baseline.tables)) {
    ctx.beat({ table: name });
    const table = found.get(name);
    const problems =
      table === undefined
        ? ['the table is gone']
        : await compareTable(connection, { ...table, key: before.key }, before);
    if (problems.length > 0) comparison.damage[name] = problems.join('; ');
    if (table === undefined) continue;
    const sequence = await checkSequence(connection, table);
    if (sequence === 'behind')
      comparison.damage[name] = [...problems, 'its sequence is behind its highest key'].join('; ');
    if (sequence === 'unreadable')
      comparison.notCompared[`${name} (sequence)`] = 'the role may not read the sequence';
  }
  return comparison;
}

async function compareTable(
  connection: PostgresConnection,
  table: UserTable,
  before: TableDigest,
): Promise<string[]> {
  const now = await digestTable(connection, table, before.maxKey);
  if (now.count !== before.count) return [`expected ${before.count} rows, got ${now.count}`];
  return now.checksum === before.checksum ? [] : ['as many rows as before, but not the same'];
}
