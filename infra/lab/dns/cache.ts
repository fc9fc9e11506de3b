import type { Response, ResponseCode } from './message.ts';
import type { RecordSet } from './zone.ts';

interface Negative {
  code: Extract<ResponseCode, 'ok' | 'no-name'>;
}

type Entry =
  | { kind: 'set'; set: RecordSet; expiresAt: number }
  | { kind: 'negative'; negative: Negative; expiresAt: number };

/** What a resolver remembers: every record set for its own TTL, every "no such thing" for the zone's negative TTL. */
export interface Cache {
  /** The set with the TTL that is left of it, in whole seconds, rounded down: nobody may keep it longer than this cache. */
  readSet(name: string, type: string): RecordSet | undefined;
  readNegative(name: string, type: string): Negative | undefined;
  store(name: string, type: string, response: Response): void;
  clear(): void;
}

/** Creates an empty cache; `now` gives epoch milliseconds. */
export function createCache(now: () => number): Cache {
  const entries = new Map<string, Entry>();

  function read(name: string, type: string): Entry | undefined {
    const key = `${name}/${type}`;
    const entry = entries.get(key);
    if (entry && entry.expiresAt <= now()) entries.delete(key);
    return entries.get(key);
  }

  function readSet(name: string, type: string): RecordSet | undefined {
    const entry = read(name, type);
    if (entry?.kind !== 'set') return undefined;
    return { ...entry.set, ttlSeconds: Math.floor((entry.expiresAt - now()) / 1000) };
  }

  function readNegative(name: string, type: string): Negative | undefined {
    const entry = read(name, type);
    return entry?.kind === 'negative' ? entry.negative : undefined;
  }

  function store(name: string, type: string, response: Response): void {
    for (const set of response.sets) {
      const expiresAt = now() + set.ttlSeconds * 1000;
      entries.set(`${set.name}/${set.type}`, { kind: 'set', set, expiresAt });
    }
    if (response.sets.length > 0 || !response.soa) return;
    const code = response.code === 'no-name' ? 'no-name' : 'ok';
    const expiresAt = now() + response.soa.negativeTtlSeconds * 1000;
    entries.set(`${name}/${type}`, { kind: 'negative', negative: { code }, expiresAt });
  }

  return { readSet, readNegative, store, clear: () => entries.clear() };
}
