import type { RDS } from '@aws-sdk/client-rds';
import type { Route53 } from '@aws-sdk/client-route-53';
import type { STS } from '@aws-sdk/client-sts';
import { OperationError } from '../../src/errors/operation-error.ts';
import type { Clients } from '../../src/operation/clients.ts';
import type { Surroundings } from '../../src/operation/surroundings.ts';
import { recordCalls, type AwsCall } from './aws-calls.ts';

export type { AwsCall } from './aws-calls.ts';

/** Route 53 is global; its control plane is in this region, and requests are signed for it. */
const globalRegion = 'us-east-1';

type AwsClients = Pick<Clients, 'rds' | 'route53' | 'sts'> & { close(): Promise<void> };

/** AWS clients, one per service and region, loaded and made at first use. One attempt a call: a retry belongs above the gate. */
export function createAwsClients(surroundings: Surroundings, onCall: (call: AwsCall) => void): AwsClients {
  const settingsFor = (service: string, region: string) =>
    clientSettings(region, findEndpoint(surroundings, service, region));
  const rds = keepOpened<RDS>(async (region) => {
    const { RDS } = await import('@aws-sdk/client-rds');
    return recordCalls(new RDS(settingsFor('rds', region)), { region, service: 'rds', onCall });
  });
  const sts = keepOpened<STS>(async (region) => {
    const { STS } = await import('@aws-sdk/client-sts');
    return recordCalls(new STS(settingsFor('sts', region)), { region, service: 'sts', onCall });
  });
  const route53 = keepOpened<Route53>(async (region) => {
    const { Route53 } = await import('@aws-sdk/client-route-53');
    const settings = clientSettings(region, surroundings.globalEndpoints['route53']);
    return recordCalls(new Route53(settings), { region: 'global', service: 'route53', onCall });
  });
  return {
    rds: rds.get,
    sts: sts.get,
    route53: () => route53.get(globalRegion),
    close: async () => {
      await Promise.all([rds.close(), sts.close(), route53.close()]);
    },
  };
}

interface OpenedClients<Client> {
  get: (region: string) => Promise<Client>;
  close: () => Promise<void>;
}

function keepOpened<Client extends { destroy(): void }>(
  open: (region: string) => Promise<Client>,
): OpenedClients<Client> {
  const opened = new Map<string, Promise<Client>>();
  const openOnce = (region: string) => {
    const client = open(region);
    opened.set(region, client);
    // A client that could not be made is not kept: the next call tries again.
    client.catch(() => opened.delete(region));
    return client;
  };
  return {
    get: (region) => opened.get(region) ?? openOnce(region),
    close: async () => {
      for (const client of await Promise.all(opened.values())) client.destroy();
    },
  };
}

function findEndpoint(surroundings: Surroundings, service: string, region: string): string | undefined {
  const known = surroundings.regions[region];
  if (known !== undefined) return known.endpoints[service];
  throw new OperationError({
    kind: 'UnknownRegion',
    message: `no client for ${service}: expected a region of ${surroundings.environment}, got ${region}`,
    hint: `name one of ${Object.keys(surroundings.regions).join(', ')}`,
    retryable: false,
  });
}

function clientSettings(region: string, endpoint: string | undefined) {
  // The warning about old Node versions would land on stderr, beside what the CLI prints.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  };
}
