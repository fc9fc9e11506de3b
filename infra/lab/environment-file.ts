import { stringify } from 'yaml';
import type { Layout, RegionLayout } from './layout.ts';
import {
  ACCOUNT,
  DATABASE_NAME,
  INSTANCE_IDS,
  RECORD_TTL_SECONDS,
  SCOPE_TAG,
  SERVICE_NAME,
  nameEndpoint,
} from './shop.ts';

export interface EnvironmentOptions {
  layout: Layout;
  zoneId: string;
  resolvers: string[];
}

/** Writes the environment file of the lab, as a user would write it for real regions. */
export function describeEnvironment(options: EnvironmentOptions): string {
  const { layout, zoneId, resolvers } = options;
  return stringify({
    environment: 'lab',
    account: { id: ACCOUNT },
    regions: Object.fromEntries(
      layout.regions.map((region) => [region.name, describeRegion(layout, region)]),
    ),
    global: { endpoints: { route53: `http://127.0.0.1:${layout.ports.global}` } },
    runner: layout.east.name,
    resolvers,
    pace: { every: '20ms', sustained: '3s' },
    components: {
      database: describeDatabase(layout, zoneId),
      checkout: describeService(layout, zoneId),
    },
    people: {
      alice: { roles: ['incident-commander'] },
      bob: { roles: ['incident-commander', 'facilitator'] },
    },
    approvals: { accept: 'claimed' },
    guardrails: { requireTag: SCOPE_TAG },
  });
}

function describeRegion({ ports }: Layout, region: RegionLayout) {
  const endpoint = `http://${region.awsHost}:${ports.aws}`;
  return {
    endpoints: { rds: endpoint, sts: endpoint },
    power: `http://127.0.0.1:${ports.control}/regions/${region.name}/power`,
  };
}

function describeDatabase({ west, east, ports }: Layout, zoneId: string) {
  return {
    kind: 'rds-postgres',
    instances: { [west.name]: INSTANCE_IDS.west, [east.name]: INSTANCE_IDS.east },
    endpoint: {
      zone: zoneId,
      host: DATABASE_NAME,
      type: 'CNAME',
      ttl: `${RECORD_TTL_SECONDS}s`,
      values: {
        [west.name]: nameEndpoint(INSTANCE_IDS.west, west.name),
        [east.name]: nameEndpoint(INSTANCE_IDS.east, east.name),
      },
    },
    port: ports.database,
    name: 'shop',
    user: 'drill',
    password: { env: 'SHOP_DB_PASSWORD' },
    ledger: { schema: 'drill' },
  };
}

function describeService({ west, east, ports }: Layout, zoneId: string) {
  return {
    kind: 'service',
    name: {
      zone: zoneId,
      host: SERVICE_NAME,
      type: 'A',
      ttl: `${RECORD_TTL_SECONDS}s`,
      values: { [west.name]: west.serviceHost, [east.name]: east.serviceHost },
    },
    port: ports.service,
    requests: {
      read: describeRequest({ get: '/orders/0' }, 200),
      write: describeRequest({ post: '/orders', body: { item: 'drill', quantity: 1 } }, 201),
    },
  };
}

function describeRequest(call: object, okStatus: number) {
  return {
    ...call,
    headers: { 'x-api-key': { env: 'SHOP_API_KEY' } },
    timeout: '500ms',
    region: { header: 'x-region' },
    labels: { ok: [`status = ${okStatus}`], 'clear-error': ['status = 503'] },
  };
}
