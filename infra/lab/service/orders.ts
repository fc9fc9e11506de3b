import { DatabaseError, Pool } from 'pg';
import type { PoolConfig, QueryResultRow } from 'pg';

export type OrderAnswer =
  | { outcome: 'ok'; order: Order }
  | { outcome: 'unknown-key' }
  | { outcome: 'no-such-order' }
  | { outcome: 'unavailable'; reason: string };

export interface Order {
  id: number;
  item: string;
  quantity: number;
}

type Health = { outcome: 'ok'; canWrite: boolean } | { outcome: 'unavailable'; reason: string };

export interface Orders {
  read(apiKey: string, id: number): Promise<OrderAnswer>;
  /** Answers `ok` only after the row is committed. */
  take(apiKey: string, order: Omit<Order, 'id'>): Promise<OrderAnswer>;
  checkHealth(): Promise<Health>;
}

/** A client sees a clear error well before its own 500 ms are over: connecting and asking share this time. */
const ANSWER_WITHIN_MS = 350;
const CONNECT_WITHIN_MS = 220;
const MAX_CONNECTIONS = 10;

/** One statement per request: the key check and the work share a round trip and a snapshot. */
const READ_ORDER = `SELECT o.id::int, o.item, o.quantity FROM api_keys k LEFT JOIN orders o ON o.id = $2
  WHERE k.api_key = $1`;
const TAKE_ORDER = `INSERT INTO orders (customer_id, item, quantity) SELECT customer_id, $2, $3 FROM api_keys
  WHERE api_key = $1 RETURNING id::int, item, quantity`;
const CHECK_HEALTH = `SELECT pg_is_in_recovery() AS replica, count(*) AS orders FROM orders WHERE id = 0`;

export function createOrders(connection: PoolConfig): Orders {
  const pool = createPool(connection);

  async function read(apiKey: string, id: number): Promise<OrderAnswer> {
    return query(READ_ORDER, [apiKey, id]);
  }

  async function take(apiKey: string, order: Omit<Order, 'id'>): Promise<OrderAnswer> {
    return query(TAKE_ORDER, [apiKey, order.item, order.quantity]);
  }

  async function query(text: string, values: unknown[]): Promise<OrderAnswer> {
    try {
      const rows = await ask<Order | { id: null }>(pool, text, values);
      const row = rows[0];
      if (!row) return { outcome: 'unknown-key' };
      return row.id === null ? { outcome: 'no-such-order' } : { outcome: 'ok', order: row };
    } catch (error) {
      return { outcome: 'unavailable', reason: explainError(error) };
    }
  }

  async function checkHealth(): Promise<Health> {
    try {
      const rows = await ask<{ replica: boolean }>(pool, CHECK_HEALTH, []);
      return { outcome: 'ok', canWrite: rows[0]?.replica === false };
    } catch (error) {
      return { outcome: 'unavailable', reason: explainError(error) };
    }
  }

  return { read, take, checkHealth };
}

function createPool(connection: PoolConfig): Pool {
  const pool = new Pool({
    ...connection,
    max: MAX_CONNECTIONS,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: ANSWER_WITHIN_MS,
  });
  // An idle connection that dies is replaced by the next request; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

async function ask<Row extends QueryResultRow>(pool: Pool, text: string, values: unknown[]): Promise<Row[]> {
  const answerBy = Date.now() + ANSWER_WITHIN_MS;
  const client = await pool.connect();
  try {
    const query = { text, values, query_timeout: Math.max(1, answerBy - Date.now()) };
    const { rows } = await client.query<Row>(query);
    client.release();
    return rows;
  } catch (error) {
    client.release(!isRefusal(error));
    throw error;
  }
}

/** The server said no, and the connection is as good as before; after anything else its state is unknown. */
function isRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity === 'ERROR';
}

function explainError(error: unknown): string {
  if (error instanceof DatabaseError && error.code === READ_ONLY)
    return 'the database is a read-only replica';
  return `the database did not answer: ${error instanceof Error ? error.message : String(error)}`;
}

/** SQLSTATE read_only_sql_transaction. */
const READ_ONLY = '25006';
