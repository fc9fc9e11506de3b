import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin } from './admin-session.ts';
import type { Cluster } from './server.ts';

const promotedWithinMs = 60_000;
const streamingWithinMs = 60_000;

/**
 * Promotes a standby and resolves when it accepts writes. `pg_promote(false)` with a poll of our own: the waiting form
 * holds a snapshot that can block the very replay that it waits for.
 */
export async function promoteStandby(cluster: Cluster, signal: AbortSignal): Promise<void> {
  await asAdmin(cluster.admin, async (session) => {
    await session.query('SELECT pg_promote(false)');
    await waitFor(async () => !(await ask(session, 'SELECT pg_is_in_recovery()')), {
      what: `promoting ${cluster.name}`,
      expected: 'pg_is_in_recovery() = false',
      withinMs: promotedWithinMs,
      signal,
    });
  });
}

/** Resolves when a started standby receives the stream of its source. */
export async function waitUntilStreaming(cluster: Cluster, signal: AbortSignal): Promise<void> {
  await asAdmin(cluster.admin, (session) =>
    waitFor(() => ask(session, `SELECT count(*) > 0 FROM pg_stat_wal_receiver WHERE status = 'streaming'`), {
      what: `replicating to ${cluster.name}`,
      expected: 'a streaming WAL receiver',
      withinMs: streamingWithinMs,
      signal,
    }),
  );
}

/** What the server itself says: false means that it accepts writes. */
export async function isInRecovery(cluster: Cluster): Promise<boolean> {
  return asAdmin(cluster.admin, (session) => ask(session, 'SELECT pg_is_in_recovery()'));
}

async function ask(
  session: { query(sql: string): Promise<{ rows: object[] }> },
  sql: string,
): Promise<boolean> {
  const { rows } = await session.query(sql);
  return Object.values(rows[0] ?? {})[0] === true;
}

interface Wait {
  what: string;
  expected: string;
  withinMs: number;
  signal: AbortSignal;
}

async function waitFor(condition: () => Promise<boolean>, wait: Wait): Promise<void> {
  const deadlineAt = Date.now() + wait.withinMs;
  while (!(await condition())) {
    if (Date.now() > deadlineAt) {
      throw new Error(`${wait.what} failed: expected ${wait.expected}, got none within ${wait.withinMs} ms`);
    }
    await sleep(10, undefined, { signal: wait.signal });
  }
}
