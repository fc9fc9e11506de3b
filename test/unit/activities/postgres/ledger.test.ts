import { describe, expect, test, vi } from 'vitest';
import { postgresLedger } from '../../../../activities/postgres/ledger.ts';
import { codedError, fakeContext } from '../operation-context.ts';

interface FakeServer {
  /** What an INSERT does; by default it is acknowledged. */
  insert?: (values: unknown[]) => Promise<void>;
  connect?: () => Promise<void>;
  ledgerExists?: boolean;
  /** Time does not pass unless a test says how. */
  sleep?: (ms: number) => Promise<void>;
}

async function openLedger(server: FakeServer) {
  const texts: string[] = [];
  const rows: unknown[][] = [];
  const seen = { connected: 0, ended: 0 };
  const ctx = {
    ...fakeContext({
      clients: {
        resolveName: async () => ({ addresses: ['10.0.1.20'], cname: 'shop-west.rds.test', ttlSeconds: 1 }),
        postgres: async () => {
          await server.connect?.();
          seen.connected += 1;
          return {
            query: vi.fn().mockImplementation(async (text: string, values: unknown[] = []) => {
              texts.push(text);
              if (text.startsWith('INSERT')) {
                await server.insert?.(values);
                rows.push(values);
              }
              const state = { schema: true, ledger: server.ledgerExists ?? true };
              return text.startsWith('SELECT to_regnamespace') ? [state] : [];
            }),
            end: async () => {
              seen.ended += 1;
            },
          };
        },
      },
    }),
    sleep: server.sleep ?? (() => new Promise<void>(() => {})),
  };
  if (postgresLedger.kind !== 'sampler') throw new Error('not a sampler');
  return { session: await postgresLedger.open(ctx, {}), ctx, texts, rows, seen };
}

describe('the ledger', () => {
  test('is created through the gate when it is missing, and left alone when it is there', async () => {
    const missing = await openLedger({ ledgerExists: false });
    expect(missing.ctx.mutations).toEqual(['create the ledger table']);
    const there = await openLedger({});
    expect(there.ctx.mutations).toEqual([]);
  });

  test('writes its number with the key of the drill and tells where the name led', async () => {
    const { session, rows } = await openLedger({});
    const attempt = await session.attempt(7, 1_000);
    expect(attempt).toEqual({
      label: 'ok',
      value: 7,
      region: 'west',
      address: '10.0.1.20',
      fresh: false,
      note: null,
    });
    expect(rows).toEqual([['k1', 7, '1970-01-01T00:00:01.000Z']]);
  });

  test.each([
    ['read-only', '25006'],
    ['refused', 'ECONNRESET'],
    ['refused', '57P03'],
    ['hang', 'ETIMEDOUT'],
    ['error', '23505'],
  ])('labels a write %s on %s, acknowledges nothing and never repeats it', async (label, code) => {
    let tries = 0;
    const { session } = await openLedger({
      insert: () => {
        tries += 1;
        return Promise.reject(codedError(code));
      },
    });
    expect(await session.attempt(1, 0)).toMatchObject({ label, value: null });
    expect(tries).toBe(1);
  });

  test("gives a write up by the context's clock, and acknowledges nothing that comes later", async () => {
    const slept: number[] = [];
    const { session } = await openLedger({
      insert: () => new Promise(() => {}),
      sleep: async (ms) => void slept.push(ms),
    });
    expect(await session.attempt(1, 0)).toMatchObject({ label: 'hang', value: null });
    expect(slept).toEqual([1_000]);
  });

  test('throws a failed connection away and opens a new one for the next write', async () => {
    let failing = true;
    const { session, seen } = await openLedger({
      insert: () => (failing ? Promise.reject(codedError('ECONNRESET')) : Promise.resolve()),
    });
    await session.attempt(1, 0);
    failing = false;
    expect(await session.attempt(2, 0)).toMatchObject({ label: 'ok', fresh: true });
    expect(seen).toEqual({ connected: 2, ended: 1 });
  });

  test('starts while the database is away, so that the outage is measured', async () => {
    const { session } = await openLedger({ connect: () => Promise.reject(codedError('ECONNREFUSED')) });
    expect(await session.attempt(1, 0)).toMatchObject({ label: 'refused', region: null });
  });

  test('does not start when the database refuses the role', async () => {
    await expect(openLedger({ connect: () => Promise.reject(codedError('28P01')) })).rejects.toThrow('28P01');
  });

  test('looks after its table again when a write finds none', async () => {
    let missing = true;
    const { session, texts } = await openLedger({
      insert: () => (missing ? Promise.reject(codedError('42P01')) : Promise.resolve()),
    });
    await session.attempt(1, 0);
    missing = false;
    await session.attempt(2, 0);
    expect(texts.filter((text) => text.startsWith('SELECT to_regnamespace'))).toHaveLength(2);
  });

  test('has at most twenty connections open, however long the writes take', async () => {
    const { session, seen } = await openLedger({ insert: () => new Promise(() => {}) });
    const attempts = Array.from({ length: 25 }, (_, at) => session.attempt(at, 0));
    const first = await Promise.race(attempts);
    expect(first).toMatchObject({ label: 'error', fresh: false });
    expect(seen.connected).toBe(20);
  });
});
