import { elapsedMs, type Instant } from '../time/instant.ts';
import type { NameAnswer } from './clients.ts';
import type { OperationContext } from './contract.ts';
import { bareName } from './kit/names.ts';
import type { NameRecord } from './name-record.ts';

/** Where a name leads: the address to connect to, and the region whose value of the record was answered (null: none of them). */
export interface ResolvedName {
  address: string;
  region: string | null;
}

/** Resolves the name of a record as a client with a resolver cache does. */
export interface NameCache {
  resolve(): Promise<ResolvedName>;
}

/**
 * Keeps an answer for its TTL by the context's clock, then asks again, the next resolver when one fails; an expired answer
 * is never served, a failure never kept. Attempts that come together share one question.
 */
export function createNameCache(ctx: OperationContext, record: NameRecord): NameCache {
  let kept: { name: ResolvedName; askedAt: Instant; ttlMs: number } | null = null;
  let asking: Promise<ResolvedName> | null = null;
  const ask = async () => {
    const askedAt = ctx.now();
    const answer = await askResolvers(ctx, record.host);
    const name = { address: firstAddress(answer, record.host), region: regionOf(record, answer) };
    kept = { name, askedAt, ttlMs: answer.ttlSeconds * 1_000 };
    return name;
  };
  return {
    async resolve() {
      if (kept !== null && elapsedMs(kept.askedAt, ctx.now()) < kept.ttlMs) return kept.name;
      asking ??= ask().finally(() => {
        asking = null;
      });
      return await asking;
    },
  };
}

async function askResolvers(ctx: OperationContext, host: string): Promise<NameAnswer> {
  let failure: unknown = new Error(`name ${host} not resolved: expected a resolver, got none`);
  for (const resolver of ctx.clients.resolvers()) {
    try {
      return await ctx.clients.resolveName(host, resolver);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function firstAddress(answer: NameAnswer, host: string): string {
  const [address] = answer.addresses;
  if (address === undefined) throw new Error(`name ${host} not resolved: expected an address, got none`);
  return address;
}

/** The region whose value of the record was answered, as an address or as the CNAME. */
function regionOf(record: NameRecord, answer: NameAnswer): string | null {
  const answered = new Set([...answer.addresses, answer.cname ?? ''].map(bareName));
  const match = Object.entries(record.values).find(([, value]) => answered.has(bareName(value)));
  return match?.[0] ?? null;
}
