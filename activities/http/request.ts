import { z } from 'zod';
import { messageOf, OperationError } from '../../src/errors/operation-error.ts';
import type { HttpResponse } from '../../src/operation/clients.ts';
import { type Attempt, defineSampler, type OperationContext } from '../../src/operation/contract.ts';
import { createNameCache, type NameCache, type ResolvedName } from '../../src/operation/name-cache.ts';
import { answerWithin } from '../../src/operation/kit/answer-within.ts';
import { failureKind, type FailureKind } from '../../src/operation/kit/failure-kind.ts';
import { requireComponent, requireTrait } from '../../src/operation/kit/require-target.ts';
import type { Component } from '../../src/operation/surroundings.ts';
import { elapsedMs } from '../../src/time/instant.ts';
import { http, type Http, type UserRequest } from '../../src/operation/traits.ts';
import { createLabeller, reservedLabels } from './labels.ts';

const With = z.strictObject({ request: z.string().min(1) });

/** One request of the service by its name, over a new connection each time: `fresh` is always true. */
export const httpRequest = defineSampler<z.infer<typeof With>>({
  kind: 'sampler',
  id: 'http.request',
  summary: 'Sends one of the requests of a service as its users do, and labels the answer',
  on: [http],
  with: With,
  aws: [],
  labels: ['ok', ...reservedLabels],
  ownLabels: (component, { request }) => Object.keys(findRequest(component, request).labels),
  timeoutMs: (component, input) => findRequest(component, input.request).timeoutMs,
  open: async (ctx, input) => {
    const component = requireComponent(ctx);
    const session = await openSession(
      ctx,
      requireTrait(component, http),
      findRequest(component, input.request),
    );
    return { attempt: async () => await attempt(session), close: async () => {} };
  },
});

interface Session {
  ctx: OperationContext;
  names: NameCache;
  values: Record<string, string>;
  request: UserRequest;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  labelOf: (status: number) => string;
}

async function openSession(ctx: OperationContext, service: Http, request: UserRequest): Promise<Session> {
  const { body } = request;
  const json = body !== null && typeof body !== 'string';
  return {
    ctx,
    names: createNameCache(ctx, service.name),
    values: service.name.values,
    request,
    url: `http://${service.name.host}:${service.port}${request.path}`,
    headers: {
      ...(json ? { 'content-type': 'application/json' } : {}),
      ...(await resolveHeaders(ctx, request)),
    },
    body: json ? JSON.stringify(body) : body,
    labelOf: createLabeller(request),
  };
}

async function resolveHeaders(ctx: OperationContext, request: UserRequest): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = typeof value === 'string' ? value : await ctx.secret(value);
  }
  return headers;
}

async function attempt(session: Session): Promise<Attempt> {
  const { ctx, request } = session;
  const begunAt = ctx.now();
  let name: ResolvedName | null = null;
  try {
    name = await resolveWithin(session);
    // Node's timers take whole milliseconds.
    const leftMs = Math.max(1, Math.ceil(request.timeoutMs - elapsedMs(begunAt, ctx.now())));
    const answer = await send(session, name.address, leftMs);
    return labelAnswer(session, name, answer);
  } catch (error) {
    const timedOut = elapsedMs(begunAt, ctx.now()) >= request.timeoutMs;
    const label = timedOut ? 'hang' : labelOf[failureKind(error)];
    const address = name?.address ?? null;
    return { label, region: null, address, fresh: true, value: null, note: messageOf(error) };
  }
}

/** A name that is not answered in time is a request that hangs. */
async function resolveWithin({ ctx, names, request }: Session): Promise<ResolvedName> {
  const limit = { withinMs: request.timeoutMs, what: 'name not resolved' };
  return await answerWithin(ctx, limit, names.resolve());
}

async function send(session: Session, address: string, timeoutMs: number): Promise<HttpResponse> {
  const { ctx, url, headers, body, request } = session;
  const method = request.method.toUpperCase();
  return await ctx.clients.http({
    method,
    url,
    address,
    headers,
    timeoutMs,
    ...(body === null ? {} : { body }),
  });
}

function labelAnswer(session: Session, name: ResolvedName, answer: HttpResponse): Attempt {
  const { request, labelOf, values } = session;
  const label = labelOf(answer.status);
  const named = request.region === null ? null : answer.headers[request.region.header.toLowerCase()];
  const byAddress = Object.entries(values).find(([, value]) => value === name.address)?.[0] ?? name.region;
  return {
    label,
    region: named ?? (request.region === null ? byAddress : null),
    address: name.address,
    fresh: true,
    value: null,
    note: label === 'ok' ? null : `status ${answer.status}: ${answer.body.slice(0, 120)}`,
  };
}

/** What a failed request is to a client of the service. */
const labelOf: Record<FailureKind, 'hang' | 'refused' | 'error'> = {
  refused: 'refused',
  unreachable: 'error',
  'not-connected': 'hang',
  silent: 'hang',
  cut: 'refused',
  nameless: 'error',
  restarting: 'error',
  'read-only': 'error',
  unsupported: 'error',
  other: 'error',
};

function findRequest(component: Component, name: string): UserRequest {
  const { requests } = requireTrait(component, http);
  const request = requests[name];
  if (request !== undefined) return request;
  throw new OperationError({
    kind: 'UnknownRequest',
    message: `request of ${component.name} not found: expected one of ${Object.keys(requests).join(', ')}, got ${name}`,
    hint: 'name one of the `requests` that the environment gives the service',
    retryable: false,
  });
}
