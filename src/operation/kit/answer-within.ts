import type { OperationContext } from '../contract.ts';

/**
 * The answer of work that may take `withinMs` by the context's clock; later the error has the code `ETIMEDOUT`. The work
 * itself goes on: whoever began it looks after its end.
 */
export async function answerWithin<Answer>(
  ctx: OperationContext,
  limit: { withinMs: number; what: string },
  work: Promise<Answer>,
): Promise<Answer> {
  const { withinMs, what } = limit;
  const late = ctx.sleep(withinMs).then(() => {
    const message = `${what}: expected an answer within ${withinMs} ms, got none`;
    throw Object.assign(new Error(message), { code: 'ETIMEDOUT' });
  });
  return await Promise.race([work, late]);
}
