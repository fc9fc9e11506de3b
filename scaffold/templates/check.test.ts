import { describe, expect, test } from 'vitest';
import { newCheck } from './check.ts';
import { codedError, fakeContext } from '../../test/unit/activities/operation-context.ts';
import { asCheck } from '../../test/unit/activities/operation-kinds.ts';

const check = asCheck(newCheck);
const west = { region: 'west' };

/** TODO: the target as the operation's clients see it; null: it does not answer. */
function contextOf(state: string | null) {
  const http = async () => {
    if (state === null) throw codedError('ECONNREFUSED');
    return { status: 200, headers: {}, body: state };
  };
  return fakeContext({ component: null, clients: { http } });
}

describe('provider.new-check', () => {
  test.each([
    ['good', true],
    ['broken', false],
  ])('sees a target that is %s, and changes nothing', async (state, good) => {
    const ctx = contextOf(state);
    expect(await check.run(ctx, west)).toMatchObject({ values: { good }, details: { state } });
    expect(ctx.mutations).toEqual([]);
  });

  test('says nothing of a target that does not answer', async () => {
    await expect(check.run(contextOf(null), west)).rejects.toThrow(/ECONNREFUSED/);
  });
});
