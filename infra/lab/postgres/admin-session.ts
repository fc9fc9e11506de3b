import { Client } from 'pg';

/** How the lab itself reaches a server: directly, as superuser. */
export interface AdminConnection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/** Opens a session of the superuser; the caller ends it. A session that dies with its server does not end the lab. */
export async function connectAsAdmin(connection: AdminConnection): Promise<Client> {
  const session = new Client({
    ...connection,
    application_name: 'lab',
    connectionTimeoutMillis: 2000,
    query_timeout: 30_000,
  });
  session.on('error', () => {});
  await session.connect();
  return session;
}

/** Runs `work` in a session of its own. */
export async function asAdmin<T>(
  connection: AdminConnection,
  work: (session: Client) => Promise<T>,
): Promise<T> {
  const session = await connectAsAdmin(connection);
  try {
    return await work(session);
  } finally {
    await session.end();
  }
}
