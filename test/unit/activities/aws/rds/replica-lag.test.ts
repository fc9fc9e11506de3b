import { describe, expect, test, vi } from 'vitest';
import { replicaLag } from '../../../../../activities/aws/rds/replica-lag.ts';
import { fakeContext } from '../../operation-context.ts';
import { asCheck } from '../../operation-kinds.ts';

const check = asCheck(replicaLag);
const east = { region: 'east' };

interface World {
  source?: string;
  /** How many looks at the standby find that it has not yet received the writer's position. */
  behindFor: number;
  replayAgeMs?: number;
}

function contextOf({ source, behindFor, replayAgeMs }: World) {
  let looks = 0;
  const answer = (text: string) => {
    if (text.includes('pg_current_wal_lsn')) return { lsn: '0/5000' };
    if (text.includes('AS held')) return { held: looks++ >= behindFor };
    if (text.includes('AS age')) return { age: String(replayAgeMs ?? 0) };
    return { streaming: true };
  };
  const connection = {
    query: vi.fn().mockImplementation(async (text: string) => [answer(text)]),
    end: vi.fn().mockResolvedValue(undefined),
  };
  const rds = {
    describeDBInstances: async ({ DBInstanceIdentifier: id }: { DBInstanceIdentifier: string }) => ({
      DBInstances: [
        {
          DBInstanceStatus: 'available',
          Endpoint: { Address: `${id}.rds.test`, Port: 5432 },
          ReadReplicaSourceDBInstanceIdentifier:
            id === 'shop-east' ? (source ?? 'arn:aws:rds:west:123456789012:db:shop-west') : undefined,
        },
      ],
    }),
  };
  const ctx = fakeContext({ rds, clients: { postgres: async () => connection } });
  return { ctx, connection };
}

describe('rds.replica-lag', () => {
  test('is the time until the standby had received what the writer had when asked', async () => {
    const { values, details } = await check.run(contextOf({ behindFor: 5 }).ctx, east);
    expect(values).toEqual({ lag: 50, streaming: true });
    expect(details).toMatchObject({ writer: 'shop-west', replica: 'shop-east', writerLsn: '0/5000' });
  });

  test('is at least the age of the last replayed commit when the standby does not catch up', async () => {
    const { values } = await check.run(contextOf({ behindFor: Infinity, replayAgeMs: 90_000 }).ctx, east);
    expect(values['lag']).toBe(90_000);
  });

  test('is never less than what was waited', async () => {
    const { values } = await check.run(contextOf({ behindFor: Infinity, replayAgeMs: 0 }).ctx, east);
    expect(values['lag']).toBeGreaterThanOrEqual(10_000);
  });

  test.each(['', 'arn:aws:rds:west:123456789012:db:billing', 'shop-west'])(
    'is refused for an instance whose source is "%s"',
    async (source) => {
      await expect(check.run(contextOf({ source, behindFor: 0 }).ctx, east)).rejects.toMatchObject({
        kind: 'NotAReplica',
        retryable: false,
      });
    },
  );

  test('ends both connections', async () => {
    const { ctx, connection } = contextOf({ behindFor: 0 });
    await check.run(ctx, east);
    expect(connection.end).toHaveBeenCalledTimes(2);
  });
});
