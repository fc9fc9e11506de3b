import { RDS } from '@aws-sdk/client-rds';
import { Route53 } from '@aws-sdk/client-route-53';
import type { Clients } from '../../../src/operation/clients.ts';
import type { Component, Surroundings } from '../../../src/operation/surroundings.ts';
import { rdsPostgres } from '../../../activities/aws/rds/component.ts';
import { service } from '../../../activities/http/component.ts';
import { makeComponent, type ComponentKind } from '../../../src/operation/component-kind.ts';
import type { OperationContext } from '../../../src/operation/contract.ts';

const database = componentOf(rdsPostgres, 'database', {
  instances: { west: 'shop-west', east: 'shop-east' },
  endpoint: {
    zone: 'Z1',
    host: 'db.shop.test',
    type: 'CNAME',
    ttl: '1s',
    values: { west: 'shop-west.rds.test', east: 'shop-east.rds.test' },
  },
  port: 5432,
  name: 'shop',
  user: 'drill',
  password: { env: 'SHOP_DB_PASSWORD' },
  ledger: { schema: 'drill' },
});

/** A service of these requests, as an environment writes them. */
export function serviceWith(requests: Record<string, object>): Component {
  return componentOf(service, 'checkout', {
    name: {
      zone: 'Z1',
      host: 'checkout.shop.test',
      ttl: '1s',
      values: { west: '10.0.1.1', east: '10.0.2.1' },
    },
    port: 8080,
    requests,
  });
}

export const checkout = serviceWith({
  write: {
    post: '/orders',
    body: { item: 'drill' },
    headers: { 'x-api-key': { env: 'SHOP_API_KEY' } },
    timeout: '500ms',
    labels: { ok: ['status = 201'] },
  },
});

function componentOf(kind: ComponentKind, name: string, written: object): Component {
  return makeComponent(kind, name, kind.settings.parse(written));
}

const surroundings: Surroundings = {
  environment: 'test',
  account: null,
  regions: {
    west: { endpoints: { rds: 'http://10.0.1.9:1' }, power: 'http://10.0.0.1:1/regions/west/power' },
    east: { endpoints: { rds: 'http://10.0.2.9:1' }, power: null },
  },
  globalEndpoints: {},
  resolvers: ['10.0.0.53:53'],
  components: { database, checkout },
  guardrails: { requireTag: { 'drill-scope': 'shop' } },
};

export const guardrailTag = { Key: 'drill-scope', Value: 'shop' };

interface FakeParts {
  component?: Component | null;
  rds?: object;
  route53?: object;
  clients?: Partial<Clients>;
  /** The gate refuses every mutating call. */
  gateRefuses?: boolean;
}

/** A context whose clock moves by what is slept alone; a client that a test does not give throws. */
export function fakeContext(parts: FakeParts): OperationContext & { mutations: string[] } {
  let nowMs = 1_000_000;
  const endMs = nowMs + 3_600_000;
  const mutations: string[] = [];
  return {
    mutations,
    drill: { id: 'drill-1', key: 'k1', step: 'step-1' },
    surroundings,
    component: parts.component === undefined ? database : parts.component,
    clients: { ...refusingClients(), ...awsClients(parts), ...parts.clients },
    signal: new AbortController().signal,
    mutate: async (what, call) => {
      if (parts.gateRefuses === true) throw new Error('gate: this attempt is no longer alive');
      mutations.push(what);
      return await call();
    },
    beat: () => {},
    log: { info: () => {}, warn: () => {} },
    samples: { read: () => refuse('samples') },
    secret: async (reference) => JSON.stringify(reference),
    now: () => ({ at: nowMs, monoMs: nowMs, boot: 'test' }),
    sleep: async (ms) => {
      nowMs += ms;
      if (nowMs > endMs) throw new Error('an hour has passed: what the operation waits for does not come');
    },
  };
}

/** Real clients, of which a test replaces the calls that it needs. */
function awsClients(parts: FakeParts): Partial<Clients> {
  return {
    ...(parts.rds === undefined ? {} : { rds: async () => Object.assign(new RDS({}), parts.rds) }),
    ...(parts.route53 === undefined
      ? {}
      : { route53: async () => Object.assign(new Route53({}), parts.route53) }),
  };
}

function refusingClients(): Clients {
  return {
    rds: () => refuse('rds'),
    route53: () => refuse('route53'),
    sts: () => refuse('sts'),
    postgres: () => refuse('postgres'),
    http: () => refuse('http'),
    resolveName: () => refuse('resolveName'),
    resolvers: () => surroundings.resolvers,
  };
}

function refuse(client: string): Promise<never> {
  return Promise.reject(new Error(`this test gives no ${client}`));
}

/** An SDK error as AWS's clients throw it; no status: nothing answered. */
export function awsError(name: string, status?: number): Error {
  const $metadata = status === undefined ? {} : { httpStatusCode: status };
  return Object.assign(new Error(`${name} from AWS`), { name, $metadata });
}

/** A failure with a code, as sockets and PostgreSQL give it. */
export function codedError(code: string): Error {
  return Object.assign(new Error(`failed with ${code}`), { code });
}
