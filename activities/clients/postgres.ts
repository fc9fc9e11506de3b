import { Socket } from 'node:net';
import type { Client } from 'pg';
import type { PostgresAddress, PostgresConnection } from '../../src/operation/clients.ts';
import type { FindAddress } from './names.ts';

/**
 * Opens one connection. `timeoutMs` bounds connecting, and then each query; a query that times out leaves the connection
 * unusable. Errors of the server carry their SQLSTATE in `code`. bigint and numeric come as text.
 */
export async function connectPostgres(
  address: PostgresAddress,
  findAddress: FindAddress,
): Promise<PostgresConnection> {
  const { Client } = (await import('pg')).default;
  const socket = new Socket();
  let connected = false;
  socket.once('connect', () => (connected = true));
  const client = new Client({
    host: await findAddress(address.host),
    port: address.port,
    database: address.database,
    user: address.user,
    password: address.password,
    application_name: 'drillmaster',
    connectionTimeoutMillis: address.timeoutMs,
    query_timeout: address.timeoutMs,
    stream: () => socket,
  });
  // A connection that dies between two queries emits an error that nobody awaits; the next query reports it.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    throw withTimeoutCode(error, connected);
  }
  return {
    query: async <Row extends object>(text: string, values?: unknown[]) =>
      (await client.query<Row>(text, values)).rows,
    end: () => endConnection(client, socket),
  };
}

/** Its own timeout has no code: `ETIMEDOUT` when no connection was made, `ENOANSWER` when the server took it and said nothing. */
function withTimeoutCode(error: unknown, connected: boolean): unknown {
  const timedOut = error instanceof Error && !('code' in error) && /timeout/i.test(error.message);
  return timedOut ? Object.assign(error, { code: connected ? 'ENOANSWER' : 'ETIMEDOUT' }) : error;
}

/** A frozen server never answers the goodbye: the socket is dropped after a moment. */
async function endConnection(client: Client, socket: Socket): Promise<void> {
  const dropping = setTimeout(() => socket.destroy(), 200);
  await client.end().catch(() => {});
  clearTimeout(dropping);
  socket.destroy();
}
