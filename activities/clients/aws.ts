import type { RDS } from '@aws-sdk/client-rds';
import type { Route53 } from '@aws-sdk/client-route-53';
import type { STS } from '@aws-sdk/client-sts';
import type { Clients, GlobalAws, RegionalAws } from '../../src/operation/clients.ts';
import { requireRegion } from '../../src/operation/kit/require-region.ts';
import type { Surroundings } from '../../src/operation/surroundings.ts';
import { recordCalls, type AwsCall, type RecordableClient } from './aws-calls.ts';

export type { AwsCall } from './aws-calls.ts';

declare module '../../src/operation/clients.ts' {
  interface RegionalAws {
    rds: RDS;
    sts: STS;
  }
  interface GlobalAws {
    route53: Route53;
  }
}

/** How the client of each service is made, its SDK loaded at first use. A new service is a row here and its type above. */
const regional: Makers<RegionalAws> = {
  rds: async (settings) => new (await import('@aws-sdk/client-rds')).RDS(settings),
  sts: async (settings) => new (await import('@aws-sdk/client-sts')).STS(settings),
};
const global: Makers<GlobalAws> = {
  route53: async (settings) => new (await import('@aws-sdk/client-route-53')).Route53(settings),
};

/** Global services have their control plane in this region, and requests are signed for it. */
const globalRegion = 'us-east-1';

type Settings = ReturnType<typeof clientSettings>;
type AwsClient = RecordableClient & { destroy(): void };
type Make = (settings: Settings) => Promise<AwsClient>;
type Makers<Services> = { [Service in keyof Services]: (settings: Settings) => Promise<Services[Service]> };
type AwsClients = Pick<Clients, keyof RegionalAws | keyof GlobalAws>;

/** AWS clients, one per service and region, loaded and made at first use. One attempt a call: a retry belongs above the gate. */
export function createAwsClients(
  surroundings: Surroundings,
  onCall: (call: AwsCall) => void,
): AwsClients & { close(): Promise<void> } {
  const open = (service: string, make: Make, isGlobal: boolean) =>
    keepOpened(async (region) => {
      const endpoint = isGlobal
        ? surroundings.globalEndpoints[service]
        : findEndpoint(surroundings, service, region);
      const client = await make(clientSettings(region, endpoint));
      return recordCalls(client, { region: isGlobal ? 'global' : region, service, onCall });
    });
  const inRegions = Object.entries(regional).map(([service, make]) => ({
    service,
    ...open(service, make, false),
  }));
  const everywhere = Object.entries(global).map(([service, make]) => ({
    service,
    ...open(service, make, true),
  }));
  const byName = Object.fromEntries([
    ...inRegions.map(({ service, get }) => [service, get]),
    ...everywhere.map(({ service, get }) => [service, () => get(globalRegion)]),
  ]);
  return {
    // Each is what its row makes; that name and client go together cannot be told of a loop.
    ...(byName as AwsClients),
    close: async () => {
      await Promise.all([...inRegions, ...everywhere].map(({ close }) => close()));
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
  const known = requireRegion(surroundings.regions, region, {
    what: `no client for ${service}`,
    hint: `name a region of ${surroundings.environment}`,
  });
  return known.endpoints[service];
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
