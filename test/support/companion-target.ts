import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { service } from '../../activities/http/component.ts';
import { makeComponent } from '../../src/operation/component-kind.ts';
import { startAuthority } from '../../infra/lab/dns/authority.ts';
import type { CompanionConfig } from '../../src/companion/config.ts';
import { z } from 'zod';

const Power = z.object({
  on: z.boolean(),
  owner: z.string().nullable().default(null),
  keepOff: z.array(z.string()).default([]),
});

/** A service with a name, and a region with a power control: what a companion measures and heals, held by the test. */
export interface CompanionTarget {
  configOf(root: string): CompanionConfig;
  /** The power as it was switched last. */
  power: { on: boolean; owner: string | null; keptOff: string[] };
  close(): Promise<void>;
}

export async function startCompanionTarget(): Promise<CompanionTarget> {
  const power: CompanionTarget['power'] = { on: true, owner: null, keptOff: [] };
  const web = createServer((_, response) => response.setHeader('x-region', 'west').end('fine'));
  const control = createServer((request, response) => {
    void (async () => {
      if (request.method === 'PUT') {
        const { on, owner, keepOff } = Power.parse(await json(request));
        Object.assign(power, { on, owner, keptOff: keepOff });
      }
      response.setHeader('content-type', 'application/json').end(JSON.stringify(power));
    })();
  });
  const servicePort = await listen(web);
  const controlPort = await listen(control);
  const names = await startAuthority(() => ({
    origin: 'shop.test',
    serial: 1,
    negativeTtlSeconds: 1,
    sets: [{ name: 'web.shop.test', type: 'A', ttlSeconds: 1, values: ['127.0.0.1'] }],
  }));
  return {
    power,
    configOf: (root) => describeTarget({ root, servicePort, controlPort, resolver: names.address }),
    async close() {
      await names.close();
      await Promise.all([closeServer(web), closeServer(control)]);
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

interface Places {
  root: string;
  servicePort: number;
  controlPort: number;
  resolver: string;
}

function describeTarget({ root, servicePort, controlPort, resolver }: Places): CompanionConfig {
  const web = {
    name: { zone: 'Z1', host: 'web.shop.test', ttl: '1s', values: { west: '127.0.0.1' } },
    port: servicePort,
    requests: {
      read: {
        get: '/',
        timeout: '500ms',
        region: { header: 'x-region' },
        labels: { ok: ['status = 200'] },
      },
    },
  };
  return {
    schema: 1,
    root,
    drill: { id: 'drill-1', key: 'k1' },
    surroundings: {
      environment: 'test',
      account: null,
      regions: { west: { endpoints: {}, power: `http://127.0.0.1:${controlPort}/power` } },
      globalEndpoints: {},
      resolvers: [resolver],
      components: { web: makeComponent(service, 'web', service.settings.parse(web)) },
      guardrails: { requireTag: {} },
    },
    watches: [
      { watch: 'reads', operation: 'http.request', component: 'web', with: { request: 'read' }, everyMs: 20 },
    ],
  };
}
