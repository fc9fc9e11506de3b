import { expect, test } from 'vitest';
import { createApp } from '../../../../infra/lab/service/app.ts';
import type { OrderAnswer, Orders } from '../../../../infra/lab/service/orders.ts';

const order = { id: 7, item: 'drill', quantity: 1 };

function makeApp(answer: OrderAnswer) {
  const orders: Orders = {
    read: async () => answer,
    take: async () => answer,
    checkHealth: async () => ({ outcome: 'unavailable', reason: 'no database' }),
  };
  return createApp('us-west-2', orders);
}

async function call(answer: OrderAnswer, method: 'GET' | 'POST', url: string, payload?: object) {
  const response = await makeApp(answer).inject({ method, url, ...(payload && { payload }) });
  return {
    status: response.statusCode,
    region: response.headers['x-region'],
    body: response.json<Record<string, unknown>>(),
  };
}

test('a read order is 200 and a taken order is 201', async () => {
  const read = await call({ outcome: 'ok', order }, 'GET', '/orders/7');
  expect(read).toEqual({ status: 200, region: 'us-west-2', body: order });
  const taken = await call({ outcome: 'ok', order }, 'POST', '/orders', { item: 'drill', quantity: 1 });
  expect(taken).toEqual({ status: 201, region: 'us-west-2', body: order });
});

test.each([
  [{ outcome: 'unknown-key' } as const, 401],
  [{ outcome: 'no-such-order' } as const, 404],
  [{ outcome: 'unavailable', reason: 'the database is away' } as const, 503],
])('the outcome %j is status %i, with its region', async (answer, status) => {
  expect(await call(answer, 'GET', '/orders/7')).toMatchObject({ status, region: 'us-west-2' });
  const payload = { item: 'drill', quantity: 1 };
  expect(await call(answer, 'POST', '/orders', payload)).toMatchObject({ status, region: 'us-west-2' });
});

test('an order or an id that makes no sense is refused before the database is asked', async () => {
  const answer: OrderAnswer = { outcome: 'unavailable', reason: 'asked' };
  expect(await call(answer, 'POST', '/orders', { item: 'drill' })).toMatchObject({ status: 400 });
  expect(await call(answer, 'POST', '/orders', { item: 'drill', quantity: 0 })).toMatchObject({
    status: 400,
  });
  expect(await call(answer, 'GET', '/orders/first')).toMatchObject({ status: 400 });
});

test('health is a clear error with its reason when the database cannot be read', async () => {
  const health = await call({ outcome: 'unknown-key' }, 'GET', '/health');
  expect(health).toEqual({
    status: 503,
    region: 'us-west-2',
    body: { status: 'unavailable', region: 'us-west-2', reason: 'no database' },
  });
});
