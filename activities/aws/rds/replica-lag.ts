import { z } from 'zod';
import { OperationError } from '../../../src/errors/operation-error.ts';
import type { PostgresConnection } from '../../../src/operation/clients.ts';
import { defineCheck, type OperationContext } from '../../../src/operation/contract.ts';
import { pollUntil } from '../../../src/operation/kit/poll-until.ts';
import { requireTarget } from '../../../src/operation/kit/require-target.ts';
import { postgres } from '../../../src/operation/traits.ts';
import { elapsedMs } from '../../../src/time/instant.ts';
import { rdsInstances } from './component.ts';
import { connectToInstance, describeInstance, findSourceRegion, type Instance } from './instance.ts';

/** A standby that has not caught up by then is measured by the age of what it replayed last. */
const patienceMs = 10_000;

/**
 * Lag is the time until the standby had *received* what the writer had written when asked: received is what a promotion
 * keeps, and comparing positions tells the truth on an idle writer too, where RDS's own metric climbs.
 */
export const replicaLag = defineCheck({
  kind: 'check',
  id: 'rds.replica-lag',
  summary: 'Measures how far the replica of a region is behind its writer, on both servers',
  on: [rdsInstances, postgres],
  with: z.strictObject({ region: z.string() }),
  fields: { region: 'region' },
  names: { lag: 'duration', streaming: 'boolean' },
  deadlineMs: 30_000,
  attempts: 3,
  aws: ['rds:DescribeDBInstances'],
  run: async (ctx, { region }) => {
    const replica = await describeInstance(ctx, region);
    const writer = await describeInstance(ctx, requireSource(ctx, replica));
    const connections: PostgresConnection[] = [];
    try {
      const onWriter = await connectToInstance(ctx, writer);
      connections.push(onWriter);
      const onReplica = await connectToInstance(ctx, replica);
      connections.push(onReplica);
      const measured = await measureLag(ctx, onWriter, onReplica);
      const streaming = await isStreaming(onReplica);
      const { lagMs, writerLsn, how } = measured;
      return {
        values: { lag: lagMs, streaming },
        details: { writer: writer.id, replica: replica.id, writerLsn, how },
      };
    } finally {
      await Promise.all(connections.map((connection) => connection.end()));
    }
  },
});

function requireSource(ctx: OperationContext, replica: Instance): string {
  const region = findSourceRegion(requireTarget(ctx, rdsInstances), replica);
  if (region !== null) return region;
  throw new OperationError({
    kind: 'NotAReplica',
    message: `lag not measured: expected ${replica.id} to replicate from an instance of this database, got source ${replica.source ?? 'none'}`,
    hint: 'make it a read replica of the writer again, or exchange the regions',
    retryable: false,
  });
}

interface Lag {
  lagMs: number;
  writerLsn: string;
  how: string;
}

async function measureLag(
  ctx: OperationContext,
  onWriter: PostgresConnection,
  onReplica: PostgresConnection,
): Promise<Lag> {
  const askedAt = ctx.now();
  const [written] = await onWriter.query<{ lsn: string }>('SELECT pg_current_wal_lsn()::text AS lsn');
  const writerLsn = written?.lsn ?? '0/0';
  const { met } = await pollUntil(ctx, {
    look: () => holds(onReplica, writerLsn),
    meets: (isHeld) => isHeld,
    everyMs: 10,
    withinMs: patienceMs,
  });
  const waitedMs = elapsedMs(askedAt, ctx.now());
  if (met) {
    const how = 'until the standby had received what the writer had when asked';
    return { lagMs: waitedMs, writerLsn, how };
  }
  const how = `at least: not received within ${patienceMs} ms; age of the last replayed commit`;
  return { lagMs: Math.max(waitedMs, await readReplayAgeMs(onReplica)), writerLsn, how };
}

async function holds(onReplica: PostgresConnection, lsn: string): Promise<boolean> {
  const [row] = await onReplica.query<{ held: boolean | null }>(
    'SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) >= $1::pg_lsn AS held',
    [lsn],
  );
  return row?.held ?? false;
}

async function readReplayAgeMs(onReplica: PostgresConnection): Promise<number> {
  const [row] = await onReplica.query<{ age: string | null }>(
    'SELECT (extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::text AS age',
  );
  return Number(row?.age ?? 0);
}

async function isStreaming(onReplica: PostgresConnection): Promise<boolean> {
  const [row] = await onReplica.query<{ streaming: boolean }>(
    `SELECT count(*) > 0 AS streaming FROM pg_stat_wal_receiver WHERE status = 'streaming'`,
  );
  return row?.streaming ?? false;
}
