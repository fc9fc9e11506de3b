import { getServers } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { codeOf } from '../../src/errors/operation-error.ts';
import type { NameAnswer } from '../../src/operation/clients.ts';

/** Milliseconds that one resolver has for one question, asked once. */
const answerTimeoutMs = 1_000;

interface NameClient {
  resolveName: (host: string, resolver?: string) => Promise<NameAnswer>;
  resolvers: () => string[];
  findAddress: FindAddress;
}

/** The address behind a host name; an address is returned as it is. */
export type FindAddress = (host: string) => Promise<string>;

/** Asks the resolvers named (`ip:port`), or the system's own when there are none. Keeps no answer: caching belongs to the caller. */
export function createNameClient(named: string[]): NameClient {
  const resolvers = () => (named.length > 0 ? named : getServers());
  const resolveName = (host: string, resolver?: string) =>
    askResolver(host, resolver ?? firstOf(resolvers()));
  return { resolvers, resolveName, findAddress: (host) => findAddress(host, resolvers()) };
}

/** `c-ares` follows CNAMEs and gives the lowest TTL of the chain, but not the CNAME itself: that is a second question. */
async function askResolver(host: string, server: string): Promise<NameAnswer> {
  const resolver = new Resolver({ timeout: answerTimeoutMs, tries: 1 });
  resolver.setServers([server]);
  const [records, cnames] = await Promise.all([
    resolver.resolve4(host, { ttl: true }),
    resolver.resolveCname(host).catch(ignoreNoSuchRecord),
  ]);
  return {
    addresses: records.map((record) => record.address),
    cname: cnames[0] ?? null,
    ttlSeconds: Math.min(...records.map((record) => record.ttl)),
  };
}

function ignoreNoSuchRecord(error: unknown): string[] {
  if (codeOf(error) === 'ENODATA') return [];
  throw error;
}

/** A client of the system asks the next resolver when one is silent; so does this. */
async function findAddress(host: string, servers: string[]): Promise<string> {
  if (isIP(host) !== 0) return host;
  let failure: unknown = new Error(`name not resolved: expected a resolver for ${host}, got none`);
  for (const server of servers) {
    try {
      return firstOf((await askResolver(host, server)).addresses);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function firstOf(values: string[]): string {
  const [first] = values;
  if (first === undefined)
    throw new Error('name not resolved: expected at least one resolver and address, got none');
  return first;
}
