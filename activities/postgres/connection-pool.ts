import type { PostgresConnection } from '../../src/operation/clients.ts';

/** Connections open at once: a database in trouble is not to be brought down by its measurement. */
const maxOpen = 20;

/** An open connection, and where the name led when it was opened. */
export interface PooledConnection {
  connection: PostgresConnection;
  region: string | null;
  address: string;
}

/** A pool as a service has one: idle connections are used again, a failed one takes the idle ones with it. */
export interface ConnectionPool {
  take(): Promise<{ pooled: PooledConnection; fresh: boolean }>;
  give(pooled: PooledConnection): void;
  discard(pooled: PooledConnection): void;
  close(): Promise<void>;
}

export function createConnectionPool(connect: () => Promise<PooledConnection>): ConnectionPool {
  let idle: PooledConnection[] = [];
  let open = 0;
  const end = async ({ connection }: PooledConnection) => {
    open -= 1;
    await connection.end().catch(() => {});
  };
  return {
    async take() {
      const pooled = idle.pop();
      if (pooled !== undefined) return { pooled, fresh: false };
      if (open >= maxOpen) throw new Error(`no connection: expected one of ${maxOpen} to be free, got none`);
      open += 1;
      try {
        return { pooled: await connect(), fresh: true };
      } catch (error) {
        open -= 1;
        throw error;
      }
    },
    give(pooled) {
      idle.push(pooled);
    },
    discard(pooled) {
      // What broke one connection broke the others to that server; an idle one would show it much later.
      for (const stale of [pooled, ...idle.splice(0)]) void end(stale);
    },
    async close() {
      const last = idle;
      idle = [];
      await Promise.all(last.map(end));
    },
  };
}
