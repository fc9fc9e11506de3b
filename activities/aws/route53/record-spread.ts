import { messageOf, OperationError } from '../../../src/errors/operation-error.ts';
import type { NameAnswer } from '../../../src/operation/clients.ts';
import type { OperationContext } from '../../../src/operation/contract.ts';
import type { JsonObject } from '../../../src/operation/json.ts';
import { isSameName } from '../../../src/operation/kit/names.ts';
import { pollUntil } from '../../../src/operation/kit/poll-until.ts';
import type { NameRecord } from '../../../src/operation/name-record.ts';
import type { RecordValue } from './record.ts';

const pollMs = 100;
/** What a resolver may take beyond the old record's TTL. */
const graceMs = 15_000;

/** Waits until every resolver answers the value; a resolver may keep the old one for its TTL. Answers what each said last. */
export async function awaitResolvers(
  ctx: OperationContext,
  record: NameRecord,
  expected: RecordValue,
): Promise<JsonObject> {
  const withinMs = expected.ttlSeconds * 1_000 + graceMs;
  const { met, seen } = await pollUntil(ctx, {
    look: () => askAll(ctx, record),
    meets: (answers) => areAll(Object.values(answers), expected.value),
    everyMs: pollMs,
    withinMs,
    beat: (answers) => ({ answers }),
  });
  if (!met) throw notSpread(record, expected.value, { answers: seen, limitMs: withinMs });
  return seen;
}

function areAll(answers: string[], value: string): boolean {
  return answers.length > 0 && answers.every((answer) => isSameName(answer, value));
}

async function askAll(ctx: OperationContext, record: NameRecord): Promise<Record<string, string>> {
  const asked = ctx.clients.resolvers().map(async (resolver): Promise<[string, string]> => {
    try {
      return [resolver, readValue(record, await ctx.clients.resolveName(record.host, resolver))];
    } catch (error) {
      return [resolver, `no answer (${messageOf(error)})`];
    }
  });
  return Object.fromEntries(await Promise.all(asked));
}

function readValue(record: NameRecord, answer: NameAnswer): string {
  return record.type === 'CNAME' ? (answer.cname ?? 'no CNAME') : answer.addresses.join(' ');
}

function notSpread(
  record: NameRecord,
  value: string,
  seen: { answers: Record<string, string>; limitMs: number },
): OperationError {
  const said = Object.entries(seen.answers).map(([resolver, answer]) => `${answer} from ${resolver}`);
  return new OperationError({
    kind: 'NotSpread',
    message: `swapping ${record.host} not seen: expected ${value} from every resolver within ${seen.limitMs} ms, got ${said.join(', ')}`,
    hint: 'the record is changed already: look at the resolvers that still answer the old value',
    retryable: true,
  });
}
