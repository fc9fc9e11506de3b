import { messageOf, OperationError } from '../../../src/errors/operation-error.ts';
import type { HttpRequest, NameAnswer, PostgresAddress } from '../../../src/operation/clients.ts';
import type { OperationContext } from '../../../src/operation/contract.ts';
import { findRegionValue, isSameName } from '../../../src/operation/kit/names.ts';
import { findTrait, requireTarget } from '../../../src/operation/kit/require-target.ts';
import type { NameRecord } from '../../../src/operation/name-record.ts';
import type { SecretReference } from '../../../src/operation/surroundings.ts';
import { http, postgres, type Http, type UserRequest } from '../../../src/operation/traits.ts';
import type { WritePath } from './write-attempt.ts';

const timeoutMs = 1_000;

export interface Fenced {
  region: string;
  /** Components through which users write. */
  through: string[];
  /** The instance's address as RDS gives it; null when RDS does not answer. */
  address: string | null;
}

/** Every way to write: the instance's own address, the database's name as each resolver has it, and each service likewise. */
export async function listWritePaths(ctx: OperationContext, fenced: Fenced): Promise<WritePath[]> {
  const served = await Promise.all(
    fenced.through.map((component) => listServicePaths(ctx, component, fenced.region)),
  );
  return [...(await listDatabasePaths(ctx, fenced)), ...served.flat()];
}

async function listDatabasePaths(ctx: OperationContext, { region, address }: Fenced): Promise<WritePath[]> {
  const database = requireTarget(ctx, postgres);
  const login: Omit<PostgresAddress, 'host'> = {
    port: database.port,
    database: database.database,
    user: database.user,
    password: await ctx.secret(database.password),
    timeoutMs,
  };
  const direct = address ?? findRegionValue(database.endpoint, region);
  const hosts = [{ name: direct, host: direct }, ...(await listNamedHosts(ctx, database.endpoint, region))];
  const { schema } = database.ledger;
  return hosts.map(({ name, host }) => ({ kind: 'postgres', name, address: { ...login, host }, schema }));
}

interface NamedHost {
  name: string;
  host: string;
}

/** Where a name leads, by each resolver, as long as that is still the lost region. */
async function listNamedHosts(
  ctx: OperationContext,
  record: NameRecord,
  region: string,
): Promise<NamedHost[]> {
  const value = findRegionValue(record, region);
  const hosts = ctx.clients.resolvers().map(async (resolver): Promise<NamedHost[]> => {
    try {
      const answer = await ctx.clients.resolveName(record.host, resolver);
      const [host] = answer.addresses;
      if (host === undefined || !leadsTo(answer, value)) return [];
      return [{ name: `${record.host} by resolver ${resolver}`, host }];
    } catch (error) {
      ctx.log.warn('resolver does not answer, no path leads through it', {
        resolver,
        error: messageOf(error),
      });
      return [];
    }
  });
  return (await Promise.all(hosts)).flat();
}

function leadsTo(answer: NameAnswer, value: string): boolean {
  return [answer.cname ?? '', ...answer.addresses].some((answered) => isSameName(answered, value));
}

async function listServicePaths(
  ctx: OperationContext,
  component: string,
  region: string,
): Promise<WritePath[]> {
  const { name: record, port, requests } = readService(ctx, component);
  if (requests.write === undefined) return [];
  const template = await buildRequest(ctx, `http://${record.host}:${port}`, requests.write);
  const direct = findRegionValue(record, region);
  const hosts = [{ name: direct, host: direct }, ...(await listNamedHosts(ctx, record, region))];
  return hosts.map(({ name, host }) => ({
    kind: 'http',
    name: `${component} at ${name}`,
    request: { ...template, address: host },
  }));
}

function readService(ctx: OperationContext, component: string): Http {
  const found = ctx.surroundings.components[component];
  const service = found === undefined ? null : findTrait(found, http);
  if (service !== null) return service;
  throw new OperationError({
    kind: 'NotAService',
    message: `fence not started: expected ${component} to be a service that answers HTTP, got a component that does not`,
    hint: 'name services of this environment in `through`',
    retryable: false,
  });
}

async function buildRequest(ctx: OperationContext, origin: string, write: UserRequest): Promise<HttpRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(write.headers)) headers[name] = await readHeader(ctx, value);
  const request = { method: write.method.toUpperCase(), url: `${origin}${write.path}`, headers, timeoutMs };
  if (write.body === null) return request;
  if (typeof write.body === 'string') return { ...request, body: write.body };
  return {
    ...request,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(write.body),
  };
}

async function readHeader(ctx: OperationContext, value: string | SecretReference): Promise<string> {
  return typeof value === 'string' ? value : await ctx.secret(value);
}
