import { Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { STSClient } from '@aws-sdk/client-sts';
import { Client as PgClient } from 'pg';
import { parse } from 'yaml';
import { z } from 'zod';
import type { LabDescription } from '../../infra/lab/lab-directory.ts';
import { patience } from './patience.ts';

export const WEST = 'us-west-2';
export const EAST = 'us-east-2';
/** How the lab's tests wait for a condition. */
export const SOON = { timeout: patience.soonMs, interval: 25 };
export const HOSTS = {
  [WEST]: { service: '127.0.1.10', database: '127.0.1.20' },
  [EAST]: { service: '127.0.2.10', database: '127.0.2.20' },
};
export type Region = keyof typeof HOSTS;

const Endpoints = z.object({ endpoints: z.object({ rds: z.string(), sts: z.string() }), power: z.string() });
const Name = z.object({ zone: z.string(), host: z.string(), values: z.record(z.string(), z.string()) });
const Environment = z.object({
  account: z.object({ id: z.string() }),
  regions: z.object({ [WEST]: Endpoints, [EAST]: Endpoints }),
  global: z.object({ endpoints: z.object({ route53: z.string() }) }),
  components: z.object({
    database: z.object({ endpoint: Name, port: z.int() }),
    checkout: z.object({ name: Name, port: z.int() }),
  }),
});

interface Reply {
  status: number;
  region: string | null;
  body: string;
}

export type LabBench = ReturnType<typeof createLabBench>;

/** A lab seen from outside, as its users, its owners and fate see it. */
export function createLabBench(description: LabDescription) {
  const environment = Environment.parse(parse(readFileSync(description.environmentFile, 'utf8')));

  function makeClientOptions(region: string, endpoint: string) {
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = description.env;
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
    return { region, endpoint, credentials, maxAttempts: 1 };
  }

  function makeResolvers(): Resolver[] {
    return description.resolvers.map((address) => {
      const resolver = new Resolver({ timeout: 1000, tries: 1 });
      resolver.setServers([address]);
      return resolver;
    });
  }

  async function callService(region: Region, path: string, init: RequestInit = {}): Promise<Reply> {
    const url = `http://${HOSTS[region].service}:${environment.components.checkout.port}${path}`;
    const headers = {
      'x-api-key': description.env['SHOP_API_KEY'] ?? '',
      'content-type': 'application/json',
    };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(2000), ...init });
    return { status: response.status, region: response.headers.get('x-region'), body: await response.text() };
  }

  async function control(method: string, path: string, body?: object) {
    const response = await fetch(`${description.control}${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: z.unknown().parse(await response.json()) };
  }

  async function query(region: Region, sql: string): Promise<Record<string, unknown>[]> {
    const client = new PgClient({
      host: HOSTS[region].database,
      port: environment.components.database.port,
      database: 'shop',
      user: 'drill',
      password: description.env['SHOP_DB_PASSWORD'] ?? '',
      connectionTimeoutMillis: 2000,
    });
    try {
      await client.connect();
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  return {
    environment,
    makeResolvers,
    callService,
    control,
    query,
    makeRds: (region: Region) =>
      new RDSClient(makeClientOptions(region, environment.regions[region].endpoints.rds)),
    makeSts: (region: Region) =>
      new STSClient(makeClientOptions(region, environment.regions[region].endpoints.sts)),
    makeRoute53: () =>
      new Route53Client(makeClientOptions('us-east-1', environment.global.endpoints.route53)),
    /** What both resolvers say, each value once. */
    resolveEverywhere: async (host: string) => {
      const answers = await Promise.all(makeResolvers().map((resolver) => resolver.resolve4(host)));
      return [...new Set(answers.flat())];
    },
    readOrder: (region: Region) => callService(region, '/orders/0'),
    writeOrder: (region: Region) =>
      callService(region, '/orders', {
        method: 'POST',
        body: JSON.stringify({ item: 'drill', quantity: 1 }),
      }),
    switchPower: (region: Region, order: object) => control('PUT', `/regions/${region}/power`, order),
    countOrders: async (region: Region) => {
      const [row] = await query(region, 'SELECT count(*)::int AS orders FROM orders');
      return z.object({ orders: z.int() }).parse(row).orders;
    },
  };
}
