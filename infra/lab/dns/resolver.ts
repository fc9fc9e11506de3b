import type { Cache } from './cache.ts';
import { createCache } from './cache.ts';
import type { Question, Response } from './message.ts';
import { writeResponse } from './message.ts';
import type { UdpServer } from './udp-server.ts';
import { startUdpServer } from './udp-server.ts';
import { askUpstream } from './upstream.ts';
import type { RecordSet, RecordType } from './zone.ts';

const MAX_ALIASES = 8;

export interface Resolver extends UdpServer {
  /** Drops what it has learned, TTLs notwithstanding. */
  forget(): void;
}

/** Starts a caching resolver that asks the authority at `authorityPort`, and keeps what it learns as long as the TTLs say. */
export async function startResolver(authorityPort: number): Promise<Resolver> {
  const cache = createCache(() => Date.now());
  const server = await startUdpServer(async (question) => {
    const response = await resolve({ cache, authorityPort }, question);
    return writeResponse(question, response);
  });
  return { ...server, forget: () => cache.clear() };
}

interface Resolution {
  cache: Cache;
  authorityPort: number;
}

async function resolve(resolution: Resolution, question: Question): Promise<Response> {
  if (question.type !== 'A' && question.type !== 'CNAME') return respond('ok', []);
  const sets: RecordSet[] = [];
  let name = question.name;
  for (let alias = 0; alias < MAX_ALIASES; alias += 1) {
    const step = await resolveStep(resolution, name, question.type);
    if (step.kind === 'end') return respond(step.code, sets);
    sets.push(step.set);
    if (step.set.type === question.type) return respond('ok', sets);
    name = step.set.values[0] ?? '';
  }
  return respond('server-failure', []);
}

type Step = { kind: 'set'; set: RecordSet } | { kind: 'end'; code: Response['code'] };

async function resolveStep(resolution: Resolution, name: string, type: RecordType): Promise<Step> {
  const known = readCache(resolution.cache, name, type);
  if (known) return known;
  const response = await askUpstream({ port: resolution.authorityPort, name, type });
  if (!response || response.code === 'refused') return { kind: 'end', code: 'server-failure' };
  resolution.cache.store(name, type, response);
  // A TTL of 0 is not kept, yet it answers the question at hand.
  return readCache(resolution.cache, name, type) ?? readResponse(response, name);
}

function readCache(cache: Cache, name: string, type: RecordType): Step | undefined {
  const set = cache.readSet(name, type) ?? cache.readSet(name, 'CNAME');
  if (set) return { kind: 'set', set };
  const negative = cache.readNegative(name, type);
  return negative && { kind: 'end', code: negative.code };
}

function readResponse(response: Response, name: string): Step {
  const set = response.sets.find((candidate) => candidate.name === name);
  return set ? { kind: 'set', set } : { kind: 'end', code: response.code };
}

function respond(code: Response['code'], sets: RecordSet[]): Response {
  return { code, sets, authoritative: false };
}
