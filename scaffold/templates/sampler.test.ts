import { describe, expect, test } from 'vitest';
import { newSampler } from './sampler.ts';
import { labelsOf } from '../../src/operation/contract.ts';
import type { Clients } from '../../src/operation/clients.ts';
import { checkout, codedError, fakeContext } from '../../test/unit/activities/operation-context.ts';
import { asSampler } from '../../test/unit/activities/operation-kinds.ts';

const sampler = asSampler(newSampler);

/** TODO: one attempt at a target that answers like this, through the clients that the operation uses. */
async function attemptAt(http: Clients['http'], takesMs = 0) {
  const ctx = fakeContext({ component: checkout });
  ctx.clients.http = async (request) => {
    await ctx.sleep(takesMs);
    return await http(request);
  };
  const session = await sampler.open(ctx, {});
  const attempt = await session.attempt(1, 0);
  await session.close();
  return attempt;
}

describe('an attempt of provider.new-sampler', () => {
  test('is ok when the target answers', async () => {
    const attempt = await attemptAt(async () => ({ status: 200, headers: {}, body: '' }));
    expect(attempt, attempt.note ?? '').toMatchObject({ label: 'ok', note: null });
  });

  test('is an error that says why when the target refuses', async () => {
    const attempt = await attemptAt(() => Promise.reject(codedError('ECONNREFUSED')));
    expect(attempt, attempt.note ?? '').toMatchObject({
      label: 'error',
      note: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('hangs when the target takes as long as an attempt may', async () => {
    const takesMs = sampler.timeoutMs(checkout, {});
    const attempt = await attemptAt(() => Promise.reject(codedError('ETIMEDOUT')), takesMs);
    expect(attempt, attempt.note ?? '').toMatchObject({
      label: 'hang',
      note: expect.stringContaining('ETIMEDOUT'),
    });
  });

  test('has no label but those that it declares', () => {
    expect(labelsOf(sampler, checkout, {}).toSorted()).toEqual(['error', 'hang', 'ok']);
  });
});
