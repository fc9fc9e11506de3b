import { startAuthority } from './dns/authority.ts';
import { startResolver } from './dns/resolver.ts';
import type { RecordSet, Zone } from './dns/zone.ts';
import type { HostedSet } from './route53/hosted-set.ts';

export interface NameService {
  /** Two caching resolvers, `127.0.0.1:PORT` each. */
  resolvers: string[];
  /** Replaces, in one step, what the hosted zone says. */
  publishHostedZone(sets: HostedSet[]): void;
  /** Gives a database instance its endpoint name; kept for the life of the lab. */
  publishEndpoint(name: string, address: string): void;
  /** Makes both resolvers ask anew. */
  forgetAnswers(): void;
  close(): Promise<void>;
}

/** RDS endpoint names live this long in real resolvers too. */
const ENDPOINT_TTL_SECONDS = 5;
const NEGATIVE_TTL_SECONDS = 1;

/** Starts the lab's name server and two resolvers: the hosted zone's records beside the endpoint names of RDS. */
export async function startNameService(origin: string): Promise<NameService> {
  let hosted: RecordSet[] = [];
  let endpoints: RecordSet[] = [];
  let zone: Zone = { origin, serial: 1, negativeTtlSeconds: NEGATIVE_TTL_SECONDS, sets: [] };
  const authority = await startAuthority(() => zone);
  const resolvers = [await startResolver(authority.port), await startResolver(authority.port)];

  function replaceZone(): void {
    zone = { ...zone, serial: zone.serial + 1, sets: [...hosted, ...endpoints] };
  }

  return {
    resolvers: resolvers.map((resolver) => resolver.address),
    publishHostedZone: (sets) => {
      hosted = sets.filter(isServed);
      replaceZone();
    },
    publishEndpoint: (name, address) => {
      const set: RecordSet = { name, type: 'A', ttlSeconds: ENDPOINT_TTL_SECONDS, values: [address] };
      endpoints = [...endpoints.filter((endpoint) => endpoint.name !== name), set];
      replaceZone();
    },
    forgetAnswers: () => resolvers.forEach((resolver) => resolver.forget()),
    close: async () => {
      await Promise.all([authority, ...resolvers].map((server) => server.close()));
    },
  };
}

function isServed(set: HostedSet): set is RecordSet {
  return set.type === 'A' || set.type === 'CNAME';
}
