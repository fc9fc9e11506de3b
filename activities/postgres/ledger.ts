import { z } from 'zod';
import { codeOf, messageOf } from '../../src/errors/operation-error.ts';
import { type Attempt, defineSampler, type OperationContext } from '../../src/operation/contract.ts';
import { createNameCache } from '../../src/operation/name-cache.ts';
import { answerWithin } from '../../src/operation/kit/answer-within.ts';
import { requireTarget } from '../../src/operation/kit/require-target.ts';
import { postgres, type Postgres } from '../../src/operation/traits.ts';
import { addressOf } from './connection.ts';
import { type ConnectionPool, createConnectionPool, type PooledConnection } from './connection-pool.ts';
import { labelFailure } from './failure.ts';
import { ensureLedger, ledgerTable } from './ledger-table.ts';

/** Milliseconds from sending to giving up. */
const timeoutMs = 1_000;
/** Beyond the attempt's own end, so that a query is given up by the attempt and not half a millisecond before it. */
const clientTimeoutMs = timeoutMs + 250;
const undefinedTable = '42P01';

/** Writes numbered rows through the endpoint name and keeps which were acknowledged. A write is never repeated. */
export const postgresLedger = defineSampler<Record<string, never>>({
  kind: 'sampler',
  id: 'postgres.ledger',
  summary: 'Writes numbered rows through the endpoint name of a database, and keeps which were acknowledged',
  on: [postgres],
  with: z.strictObject({}),
  aws: [],
  labels: ['ok', 'read-only', 'hang', 'refused', 'error'],
  timeoutMs: () => timeoutMs,
  open: async (ctx) => {
    const database = requireTarget(ctx, postgres);
    const pool = createConnectionPool(await createConnector(ctx, database));
    const ledger: Ledger = { ctx, database, pool, creating: null };
    await prepareLedger(ledger);
    return {
      attempt: async (number, intendedAt) => await attempt(ledger, number, intendedAt),
      close: async () => await pool.close(),
    };
  },
});

interface Ledger {
  ctx: OperationContext;
  database: Postgres;
  pool: ConnectionPool;
  /** The table being created after a write found none. */
  creating: Promise<void> | null;
}

/** Each new connection goes where the name leads now. */
async function createConnector(
  ctx: OperationContext,
  database: Postgres,
): Promise<() => Promise<PooledConnection>> {
  const names = createNameCache(ctx, database.endpoint);
  const anywhere = await addressOf(ctx, database, {
    host: database.endpoint.host,
    timeoutMs: clientTimeoutMs,
  });
  return async () => {
    const { address, region } = await names.resolve();
    return { connection: await ctx.clients.postgres({ ...anywhere, host: address }), region, address };
  };
}

/** A database that is away must not keep its own outage from being measured: the first write that finds no table tries again. */
async function prepareLedger({ ctx, database, pool }: Ledger): Promise<void> {
  try {
    const { pooled } = await pool.take();
    try {
      await ensureLedger(ctx, database, pooled.connection);
      pool.give(pooled);
    } catch (error) {
      pool.discard(pooled);
      throw error;
    }
  } catch (error) {
    if (!['refused', 'hang', 'read-only'].includes(labelFailure(error))) throw error;
    ctx.log.warn('ledger not looked at, because the database is away', { error: messageOf(error) });
  }
}

async function attempt(ledger: Ledger, number: number, intendedAt: number): Promise<Attempt> {
  const lease: Lease = { pooled: null, fresh: false };
  const limit = { withinMs: timeoutMs, what: 'row not acknowledged' };
  try {
    await answerWithin(ledger.ctx, limit, writeRow(ledger, lease, { number, intendedAt }));
    return { ...placeOf(lease), label: 'ok', value: number, note: null };
  } catch (error) {
    return { ...placeOf(lease), label: labelFailure(error), value: null, note: messageOf(error) };
  }
}

/** The connection that an attempt got, if it got that far. */
interface Lease {
  pooled: PooledConnection | null;
  fresh: boolean;
}

function placeOf({ pooled, fresh }: Lease): Pick<Attempt, 'region' | 'address' | 'fresh'> {
  return { region: pooled?.region ?? null, address: pooled?.address ?? null, fresh };
}

/** Goes on after the attempt's deadline: an answer that comes late frees the connection, but acknowledges nothing. */
async function writeRow(
  ledger: Ledger,
  lease: Lease,
  row: { number: number; intendedAt: number },
): Promise<void> {
  const { ctx, database, pool } = ledger;
  const { pooled, fresh } = await pool.take();
  Object.assign(lease, { pooled, fresh });
  try {
    await pooled.connection.query(
      `INSERT INTO ${ledgerTable(database)} (drill, number, intended_at) VALUES ($1, $2, $3)`,
      [ctx.drill.key, row.number, new Date(row.intendedAt).toISOString()],
    );
    pool.give(pooled);
  } catch (error) {
    pool.discard(pooled);
    if (codeOf(error) === undefinedTable) createLedger(ledger);
    throw error;
  }
}

function createLedger(ledger: Ledger): void {
  ledger.creating ??= prepareLedger(ledger)
    .catch((error: unknown) => ledger.ctx.log.warn('ledger not created', { error: messageOf(error) }))
    .finally(() => {
      ledger.creating = null;
    });
}
