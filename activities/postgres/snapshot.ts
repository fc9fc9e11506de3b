import { z } from 'zod';
import { OperationError } from '../../src/errors/operation-error.ts';
import type { PostgresConnection } from '../../src/operation/clients.ts';
import { defineCheck, type OperationContext, type Outcome } from '../../src/operation/contract.ts';
import { findRegionValue } from '../../src/operation/kit/names.ts';
import { pollUntil } from '../../src/operation/kit/poll-until.ts';
import type { Baseline } from './baseline.ts';
import { requireTarget } from '../../src/operation/kit/require-target.ts';
import { postgres, type Postgres } from '../../src/operation/traits.ts';
import { addressOf, withConnection } from './connection.ts';
import { digestTable, fixRowTexts, readMaxKey, scanTimeoutMs } from './table-digest.ts';
import { listTables, tableName, type UserTable } from './table-list.ts';

const pollMs = 50;
/** The server tells its statistics once a second at most, so that a table written to shows within this time. */
const quietMs = 2_000;

const With = z.strictObject({ standby: z.string().min(1) });

/**
 * Count and checksum of every table on the writer, up to its highest key, once the standby has them too. Rows that change
 * later on purpose would look damaged to `postgres.integrity`: it is meant for tables whose old rows stay.
 */
export const postgresSnapshot = defineCheck<z.infer<typeof With>>({
  kind: 'check',
  id: 'postgres.snapshot',
  summary: 'Keeps count and checksum of every table of a database, and waits until the standby has the same',
  on: [postgres],
  with: With,
  names: { snapshot: 'text', tables: 'count', rows: 'count' },
  deadlineMs: 300_000,
  attempts: 3,
  aws: [],
  fields: { standby: 'region' },
  run: async (ctx, input) => {
    const database = requireTarget(ctx, postgres);
    const writer = await addressOf(ctx, database, { host: database.endpoint.host, timeoutMs: scanTimeoutMs });
    const baseline = await withConnection(ctx, writer, (connection) =>
      takeBaseline(ctx, database, connection),
    );
    const standby = await addressOf(ctx, database, {
      host: findRegionValue(database.endpoint, input.standby),
      timeoutMs: scanTimeoutMs,
    });
    await withConnection(ctx, standby, (connection) => awaitReplay(ctx, connection, baseline.lsn));
    return describeBaseline(baseline);
  },
});

async function takeBaseline(
  ctx: OperationContext,
  database: Postgres,
  connection: PostgresConnection,
): Promise<Baseline> {
  await fixRowTexts(connection);
  const tables = await listTables(connection, database.ledger.schema);
  const written = await findWritten(ctx, connection, tables);
  const maxKeys = new Map<UserTable, string | null>();
  for (const table of tables) maxKeys.set(table, await readMaxKey(connection, table));
  await awaitTransactions(ctx, connection);
  const baseline: Baseline = { schema: 1, lsn: '', tables: {}, notCompared: {} };
  await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  for (const table of tables) {
    ctx.beat({ table: tableName(table) });
    if (written.has(tableName(table))) {
      baseline.notCompared[tableName(table)] = 'written to, and no integer key says which rows are old';
    } else {
      baseline.tables[tableName(table)] = await digestTable(connection, table, maxKeys.get(table) ?? null);
    }
  }
  await connection.query('COMMIT');
  const [row] = await connection.query<{ lsn: string }>('SELECT pg_current_wal_lsn()::text AS lsn');
  return { ...baseline, lsn: row?.lsn ?? '' };
}

/** The tables without a key that are being written to: their rows cannot be told from those to come. */
async function findWritten(
  ctx: OperationContext,
  connection: PostgresConnection,
  tables: UserTable[],
): Promise<Set<string>> {
  const keyless = tables.filter(({ key }) => key === null).map(tableName);
  if (keyless.length === 0) return new Set();
  const before = await countWrites(connection);
  await ctx.sleep(quietMs);
  const after = await countWrites(connection);
  return new Set(keyless.filter((name) => before.get(name) !== after.get(name)));
}

async function countWrites(connection: PostgresConnection): Promise<Map<string, string>> {
  const rows = await connection.query<{ name: string; writes: string }>(
    `SELECT schemaname || '.' || relname AS name, (n_tup_ins + n_tup_upd + n_tup_del)::text AS writes FROM pg_stat_all_tables`,
  );
  return new Map(rows.map(({ name, writes }) => [name, writes]));
}

/** Rows with a lower key may still be uncommitted: all transactions of this moment are let end first. */
async function awaitTransactions(ctx: OperationContext, connection: PostgresConnection): Promise<void> {
  const [begun] = await connection.query<{ next: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next',
  );
  await pollUntil(ctx, {
    look: () =>
      connection.query<{ ended: boolean }>(
        'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= $1::text::bigint AS ended',
        [begun?.next],
      ),
    meets: ([row]) => row?.ended ?? false,
    everyMs: pollMs,
    beat: () => 'waiting for open transactions',
  });
}

async function awaitReplay(
  ctx: OperationContext,
  connection: PostgresConnection,
  lsn: string,
): Promise<void> {
  await pollUntil(ctx, {
    look: async () => {
      const [row] = await connection.query<{ standby: boolean; reached: boolean | null }>(
        'SELECT pg_is_in_recovery() AS standby, pg_last_wal_replay_lsn() >= $1::text::pg_lsn AS reached',
        [lsn],
      );
      if (!row?.standby) throw noStandby();
      return row.reached ?? false;
    },
    meets: (isReached) => isReached,
    everyMs: pollMs,
    beat: () => 'waiting for the standby',
  });
}

function describeBaseline(baseline: Baseline): Outcome {
  const digests = Object.values(baseline.tables);
  const rows = digests.reduce((sum, { count }) => sum + Number(count), 0);
  return {
    values: { snapshot: JSON.stringify(baseline), tables: digests.length, rows },
    details: { lsn: baseline.lsn, tables: Object.keys(baseline.tables), notCompared: baseline.notCompared },
  };
}

function noStandby(): OperationError {
  return new OperationError({
    kind: 'NotAStandby',
    message: 'baseline not confirmed: expected a server in recovery as the standby, got a writer',
    hint: 'name the region of the standby in `with: { standby: ... }`',
    retryable: false,
  });
}
