import { describe, expect, test } from 'vitest';
import { swap } from '../../../../../activities/aws/route53/swap.ts';
import type { NameAnswer } from '../../../../../src/operation/clients.ts';
import { checkout, fakeContext, guardrailTag, awsError } from '../../operation-context.ts';
import { asAction } from '../../operation-kinds.ts';

const action = asAction(swap);
const prior = { value: '10.0.1.1', ttl: 60, type: 'A' };

interface Zone {
  /** The value that Route 53 holds; a change through the API moves it. */
  value: string;
  /** What the API does with a batch; by default it applies it. */
  apply?: (zone: Zone, to: string) => void;
  tags?: object[];
  resolve?: (zone: Zone, asked: number) => NameAnswer;
  gateRefuses?: boolean;
}

/** Route 53 with one record, and a resolver that answers what it holds. */
function contextOf(zone: Zone) {
  const batches: unknown[] = [];
  let polls = 0;
  let asked = 0;
  const route53 = {
    listTagsForResource: async () => ({ ResourceTagSet: { Tags: zone.tags ?? [guardrailTag] } }),
    listResourceRecordSets: async () => ({
      ResourceRecordSets: [
        { Name: 'checkout.shop.test.', Type: 'A', TTL: 60, ResourceRecords: [{ Value: zone.value }] },
        { Name: 'other.shop.test.', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '10.9.9.9' }] },
      ],
    }),
    changeResourceRecordSets: async (request: { ChangeBatch: { Changes: Change[] } }) => {
      batches.push(request.ChangeBatch.Changes.map(readChange));
      const to = request.ChangeBatch.Changes[1]?.ResourceRecordSet.ResourceRecords[0]?.Value ?? '';
      (zone.apply ?? ((changed) => (changed.value = to)))(zone, to);
      return { ChangeInfo: { Id: '/change/C1', Status: 'PENDING' } };
    },
    getChange: async () => ({ ChangeInfo: { Id: '/change/C1', Status: polls++ < 2 ? 'PENDING' : 'INSYNC' } }),
  };
  const resolve = zone.resolve ?? ((current) => answerOf(current.value));
  const ctx = fakeContext({
    component: checkout,
    route53,
    gateRefuses: zone.gateRefuses ?? false,
    clients: { resolveName: async () => resolve(zone, asked++) },
  });
  return { ctx, batches, countPolls: () => polls };
}

function answerOf(address: string): NameAnswer {
  return { addresses: [address], cname: null, ttlSeconds: 1 };
}

interface Change {
  Action: string;
  ResourceRecordSet: { Name: string; TTL: number; ResourceRecords: { Value: string }[] };
}

function readChange({ Action, ResourceRecordSet: { Name, TTL, ResourceRecords } }: Change): string {
  return `${Action} ${Name} ${TTL} ${ResourceRecords[0]?.Value}`;
}

describe('route53.swap', () => {
  test('deletes exactly what it read and creates the new value in one batch, keeping the TTL', async () => {
    const { ctx, batches, countPolls } = contextOf({ value: '10.0.1.1' });
    const { values } = await action.run(ctx, { to: 'east' }, prior);
    expect(batches).toEqual([
      ['DELETE checkout.shop.test 60 10.0.1.1', 'CREATE checkout.shop.test 60 10.0.2.1'],
    ]);
    expect(values['value']).toBe('10.0.2.1');
    expect(countPolls()).toBe(3);
  });

  test('waits for a resolver that still answers the old value', async () => {
    const { ctx } = contextOf({
      value: '10.0.1.1',
      resolve: (zone, asked) => answerOf(asked < 5 ? '10.0.1.1' : zone.value),
    });
    const { values } = await action.run(ctx, { to: 'east' }, prior);
    expect(values['propagation']).toBeGreaterThanOrEqual(500);
  });

  test('fails for another try when a resolver keeps the old value beyond its TTL', async () => {
    const { ctx } = contextOf({ value: '10.0.1.1', resolve: () => answerOf('10.0.1.1') });
    await expect(action.run(ctx, { to: 'east' }, prior)).rejects.toMatchObject({
      kind: 'NotSpread',
      retryable: true,
    });
  });

  test('changes nothing when an earlier attempt has swapped already', async () => {
    const { ctx, batches } = contextOf({ value: '10.0.2.1' });
    const { values } = await action.run(ctx, { to: 'east' }, prior);
    expect(values['value']).toBe('10.0.2.1');
    expect(batches).toEqual([]);
  });

  test('refuses to overwrite a value that somebody else has set', async () => {
    const { ctx, batches } = contextOf({ value: '10.9.9.9' });
    await expect(action.run(ctx, { to: 'east' }, prior)).rejects.toMatchObject({
      kind: 'RecordChanged',
      retryable: false,
    });
    await expect(action.preview(ctx, { to: 'east' })).rejects.toMatchObject({ kind: 'RecordChanged' });
    expect(batches).toEqual([]);
  });

  test('does not believe an answer: the read-back must show the new value', async () => {
    const { ctx } = contextOf({ value: '10.0.1.1', apply: () => {}, resolve: () => answerOf('10.0.2.1') });
    await expect(action.run(ctx, { to: 'east' }, prior)).rejects.toMatchObject({ kind: 'RecordChanged' });
  });

  test('makes no change when the gate refuses', async () => {
    const { ctx, batches } = contextOf({ value: '10.0.1.1', gateRefuses: true });
    await expect(action.run(ctx, { to: 'east' }, prior)).rejects.toThrow('gate');
    expect(batches).toEqual([]);
  });

  test('retries a zone that is busy with another change', async () => {
    const { ctx } = contextOf({
      value: '10.0.1.1',
      apply: () => {
        throw awsError('PriorRequestNotComplete', 400);
      },
    });
    await expect(action.run(ctx, { to: 'east' }, prior)).rejects.toMatchObject({ retryable: true });
  });

  test('does not touch a zone without the tag of the guardrail', async () => {
    const { ctx } = contextOf({ value: '10.0.1.1', tags: [{ Key: 'drill-scope', Value: 'other' }] });
    await expect(action.preview(ctx, { to: 'east' })).rejects.toMatchObject({ kind: 'NotOurs' });
  });

  test('previews the change with the state before', async () => {
    const { ctx } = contextOf({ value: '10.0.1.1' });
    expect(await action.preview(ctx, { to: 'east' })).toEqual({
      changes: [{ target: 'checkout.shop.test', what: 'A record', from: '10.0.1.1', to: '10.0.2.1' }],
      prior,
      targets: [{ component: 'checkout', region: null, id: 'Z1/checkout.shop.test/A' }],
    });
    expect(ctx.mutations).toEqual([]);
  });

  test('previews no change where the name points to the target already, so that the judge sees that nothing was tried', async () => {
    const { ctx } = contextOf({ value: '10.0.2.1' });
    const preview = await action.preview(ctx, { to: 'east' });
    expect(preview).toMatchObject({ changes: [], prior: { value: '10.0.2.1' } });
  });

  test('undoes by the same compare-and-set in the other direction', async () => {
    const { ctx, batches } = contextOf({ value: '10.0.2.1' });
    await action.undo(ctx, { to: 'east' }, prior);
    expect(batches).toEqual([
      ['DELETE checkout.shop.test 60 10.0.2.1', 'CREATE checkout.shop.test 60 10.0.1.1'],
    ]);
  });

  test('leaves a record alone at undo that is not at our value any more', async () => {
    const { ctx, batches } = contextOf({ value: '10.9.9.9' });
    await expect(action.undo(ctx, { to: 'east' }, prior)).rejects.toMatchObject({ kind: 'RecordChanged' });
    expect(batches).toEqual([]);
  });
});
