import { describe, expect, test } from 'vitest';
import { makeComponent } from '../../../../../src/operation/component-kind.ts';
import { rdsPostgres } from '../../../../../activities/aws/rds/component.ts';

const written = {
  instances: { west: 'shop-west', east: 'shop-east' },
  endpoint: {
    zone: 'Z1',
    host: 'db.shop.test',
    type: 'CNAME',
    ttl: '60s',
    values: { west: 'shop-west.rds.test', east: 'shop-east.rds.test' },
  },
  name: 'shop',
  user: 'drill',
  password: { env: 'SHOP_DB_PASSWORD' },
  ledger: { schema: 'drill' },
};

describe('rds-postgres', () => {
  test('stores the TTL in seconds, and the default port', () => {
    expect(rdsPostgres.settings.parse(written)).toMatchObject({ endpoint: { ttl: 60 }, port: 5432 });
  });

  test('stands for its instances and its name', () => {
    expect(rdsPostgres.targets('database', rdsPostgres.settings.parse(written))).toEqual([
      { component: 'database', region: 'west', id: 'shop-west' },
      { component: 'database', region: 'east', id: 'shop-east' },
      { component: 'database', region: null, id: 'Z1/db.shop.test/CNAME' },
    ]);
  });

  test('is named, listens in each region, is a PostgreSQL database, and is RDS instances', () => {
    const { traits } = makeComponent(rdsPostgres, 'database', rdsPostgres.settings.parse(written));
    const endpoint = { ...written.endpoint, ttl: 60 };
    const { user, password, ledger } = written;
    expect(traits).toEqual({
      named: endpoint,
      listening: { hosts: written.endpoint.values, port: 5432 },
      postgres: { endpoint, port: 5432, database: 'shop', user, password, ledger },
      'rds-instances': written.instances,
    });
  });

  test.each([
    ['a literal password', { password: 'hunter2' }],
    ['a schema that is no plain identifier', { ledger: { schema: 'drill"; DROP' } }],
    ['an unknown key', { engine: 'postgres' }],
    ['a TTL below a second', { endpoint: { ...written.endpoint, ttl: '500ms' } }],
    ['a TTL beyond what DNS knows', { endpoint: { ...written.endpoint, ttl: '99999999999999999999s' } }],
    ['a TTL without a unit', { endpoint: { ...written.endpoint, ttl: '60' } }],
  ])('refuses %s', (_, change) => {
    expect(rdsPostgres.settings.safeParse({ ...written, ...change }).success).toBe(false);
  });
});
