import { z } from 'zod';
import { messageOf } from '../../src/errors/operation-error.ts';
import { type Attempt, defineSampler, type OperationContext } from '../../src/operation/contract.ts';
import { http } from '../../src/operation/traits.ts';
import { elapsedMs } from '../../src/time/instant.ts';

const timeoutMs = 500;

/** TODO: what one attempt is, as users would notice it. */
export const newSampler = defineSampler({
  kind: 'sampler',
  id: 'provider.new-sampler',
  summary: 'TODO: what it tries again and again, in one line',
  on: [http],
  with: z.strictObject({}),
  aws: [],
  labels: ['ok', 'hang', 'error'],
  timeoutMs: () => timeoutMs,
  open: async (ctx) => ({ attempt: async () => await attempt(ctx), close: async () => {} }),
});

/** Never throws: what went wrong is its label. */
async function attempt(ctx: OperationContext): Promise<Attempt> {
  const begunAt = ctx.now();
  try {
    const { region, address } = await ask(ctx, timeoutMs);
    return { label: 'ok', region, address, fresh: true, value: null, note: null };
  } catch (error) {
    const label = elapsedMs(begunAt, ctx.now()) >= timeoutMs ? 'hang' : 'error';
    return { label, region: null, address: null, fresh: true, value: null, note: messageOf(error) };
  }
}

/** TODO: ask the target through `ctx.clients`, and throw at the latest after that many milliseconds. */
const ask: (
  ctx: OperationContext,
  withinMs: number,
) => Promise<{ region: string | null; address: string | null }> = notWritten;

function notWritten(): never {
  throw new Error('provider.new-sampler is not written yet');
}
