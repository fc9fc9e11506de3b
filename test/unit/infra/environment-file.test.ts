import { expect, test } from 'vitest';
import { catalog } from '../../../activities/catalog.ts';
import { describeEnvironment } from '../../../infra/lab/environment-file.ts';
import type { RegionLayout } from '../../../infra/lab/layout.ts';
import { parseEnvironment } from '../../../src/environment/parse-environment.ts';

function layOut(name: string, prefix: string): RegionLayout {
  return {
    name,
    awsHost: `${prefix}.1`,
    serviceHost: `${prefix}.10`,
    serviceServerHost: `${prefix}.11`,
    databaseHost: `${prefix}.20`,
    postgresHost: `${prefix}.21`,
    replicationHost: `${prefix}.30`,
  };
}

const west = layOut('us-west-2', '127.0.1');
const east = layOut('us-east-2', '127.0.2');
const ports = { aws: 1001, service: 1002, database: 1003, serviceServer: 1004, global: 1005, control: 1006 };
const text = describeEnvironment({
  layout: { west, east, regions: [west, east], ports },
  zoneId: 'Z0123456789',
  resolvers: ['127.0.0.1:5301', '127.0.0.1:5302'],
});

test('the environment file of a lab is one that the tool accepts without a complaint', () => {
  const parsed = parseEnvironment({ file: 'lab.yaml', text }, catalog.kinds);
  expect(parsed.problems).toEqual([]);
  expect(parsed.value).toMatchObject({
    environment: 'lab',
    runner: 'us-east-2',
    account: { id: '123456789012' },
  });
  expect(Object.keys(parsed.components)).toEqual(['database', 'checkout']);
});

test('it names addresses, never a password or a key', () => {
  expect(text).toContain('http://127.0.1.1:1001');
  expect(text).toContain('http://127.0.0.1:1006/regions/us-west-2/power');
  expect(text).toContain('env: SHOP_DB_PASSWORD');
  expect(text).toContain('env: SHOP_API_KEY');
});
