import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AwsCall, createAwsClients } from '../../../../activities/clients/aws.ts';
import type { Surroundings } from '../../../../src/operation/surroundings.ts';

let server: Server;
let requests: number;

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  requests = 0;
  server = createServer((_, response) => {
    requests++;
    response.writeHead(503, { 'content-type': 'text/xml', 'x-amzn-requestid': 'r-1' });
    response.end(
      '<ErrorResponse><Error><Code>Throttling</Code></Error><RequestId>r-1</RequestId></ErrorResponse>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

function surroundingsAt(endpoint: string): Surroundings {
  return {
    environment: 'test',
    account: null,
    regions: { west: { endpoints: { rds: endpoint }, power: null } },
    globalEndpoints: { route53: endpoint },
    resolvers: [],
    components: {},
    guardrails: { requireTag: {} },
  };
}

function serverUrl(): string {
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

describe('createAwsClients', () => {
  test('calls once, never again by itself, and records the call', async () => {
    const calls: AwsCall[] = [];
    const clients = createAwsClients(surroundingsAt(serverUrl()), (call) => calls.push(call));
    const rds = await clients.rds('west');
    await expect(rds.promoteReadReplica({ DBInstanceIdentifier: 'a' })).rejects.toThrow();
    expect(requests).toBe(1);
    expect(calls).toMatchObject([
      {
        region: 'west',
        service: 'rds',
        operation: 'PromoteReadReplica',
        status: 503,
        mutating: true,
        requestId: 'r-1',
      },
    ]);
    expect(calls[0]?.errorCode).toBe('Throttling');
    await clients.close();
  });

  test('records a call that nothing answered', async () => {
    const calls: AwsCall[] = [];
    const clients = createAwsClients(surroundingsAt('http://127.0.0.1:1'), (call) => calls.push(call));
    const route53 = await clients.route53();
    await expect(route53.getChange({ Id: 'C1' })).rejects.toThrow();
    expect(calls).toMatchObject([
      { region: 'global', operation: 'GetChange', status: null, mutating: false },
    ]);
    await clients.close();
  });

  test('keeps one client per region and knows no other region', async () => {
    const clients = createAwsClients(surroundingsAt(serverUrl()), () => {});
    expect(await clients.rds('west')).toBe(await clients.rds('west'));
    await expect(clients.rds('east')).rejects.toMatchObject({ kind: 'UnknownRegion' });
    await clients.close();
  });
});
