import { describe, expect, test } from 'vitest';
import { answerWithin } from '../../../../src/operation/kit/answer-within.ts';
import { pollUntil } from '../../../../src/operation/kit/poll-until.ts';
import { fakeContext } from '../../activities/operation-context.ts';

function counting() {
  let looks = 0;
  return async () => (looks += 1);
}

describe('pollUntil', () => {
  test('looks at once, then once an interval, and tells each look that is not enough', async () => {
    const beats: unknown[] = [];
    const ctx = { ...fakeContext({}), beat: (progress: unknown) => void beats.push(progress) };
    const startedAt = ctx.now().at;
    const polled = await pollUntil(ctx, {
      look: counting(),
      meets: (looks) => looks === 3,
      everyMs: 200,
      beat: (looks) => ({ looks }),
    });
    expect(polled).toEqual({ met: true, seen: 3 });
    expect(beats).toEqual([{ looks: 1 }, { looks: 2 }]);
    expect(ctx.now().at - startedAt).toBe(400);
  });

  test('looks a last time when its limit has passed, and says what it saw', async () => {
    const polled = await pollUntil(fakeContext({}), {
      look: counting(),
      meets: () => false,
      everyMs: 200,
      withinMs: 500,
    });
    expect(polled).toEqual({ met: false, seen: 4 });
  });

  test('throws when a look cannot be understood', async () => {
    const poll = { look: counting(), meets: () => Promise.reject(new Error('torn answer')), everyMs: 1 };
    await expect(pollUntil(fakeContext({}), poll)).rejects.toThrow('torn answer');
  });
});

describe('answerWithin', () => {
  test('is the answer of work that ends in time', async () => {
    const ctx = { ...fakeContext({}), sleep: () => new Promise<void>(() => {}) };
    expect(await answerWithin(ctx, { withinMs: 500, what: 'not written' }, Promise.resolve(7))).toBe(7);
  });

  test('fails as a connection does that is not made in time', async () => {
    const work = answerWithin(fakeContext({}), { withinMs: 500, what: 'not written' }, new Promise(() => {}));
    await expect(work).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      message: 'not written: expected an answer within 500 ms, got none',
    });
  });
});
