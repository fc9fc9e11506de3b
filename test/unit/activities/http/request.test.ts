import { describe, expect, test } from 'vitest';
import { httpRequest } from '../../../../activities/http/request.ts';
import type { HttpRequest, HttpResponse } from '../../../../src/operation/clients.ts';
import { codedError, fakeContext, serviceWith } from '../operation-context.ts';

const answered: HttpResponse = { status: 200, headers: { 'x-region': 'west' }, body: 'fine' };
const labels = { ok: ['status = 200'], 'clear-error': ['status >= 500', 'status < 600'] };
const read = { get: '/orders/0', timeout: '500ms', labels };

interface Target {
  http: (request: HttpRequest) => Promise<HttpResponse>;
  request?: object;
  names?: () => Promise<string>;
}

async function attemptOn({ http, request = {}, names }: Target, elapsedPerSendMs = 0) {
  const component = serviceWith({ read: { ...read, region: { header: 'X-Region' }, ...request } });
  let nowMs = 0;
  const sent: HttpRequest[] = [];
  const ctx = {
    ...fakeContext({
      component,
      clients: {
        http: async (request) => {
          sent.push(request);
          nowMs += elapsedPerSendMs;
          return await http(request);
        },
        resolveName: async () => ({
          addresses: [names === undefined ? '10.0.1.1' : await names()],
          cname: null,
          ttlSeconds: 1,
        }),
      },
    }),
    now: () => ({ at: nowMs, monoMs: nowMs, boot: 'test' }),
    sleep: () => new Promise<void>(() => {}),
  };
  if (httpRequest.kind !== 'sampler') throw new Error('not a sampler');
  const session = await httpRequest.open(ctx, { request: 'read' });
  return { attempt: await session.attempt(1, 0), session, sent, passMs: (ms: number) => (nowMs += ms) };
}

describe('an attempt of http.request', () => {
  test('is ok with the region that the answer names, at the address that the name gave', async () => {
    const { attempt, sent } = await attemptOn({ http: async () => answered });
    expect(attempt).toMatchObject({ label: 'ok', region: 'west', address: '10.0.1.1', note: null });
    expect(sent[0]).toMatchObject({
      method: 'GET',
      url: 'http://checkout.shop.test:8080/orders/0',
      address: '10.0.1.1',
    });
  });

  test('takes the region from the address when no header names it', async () => {
    const { attempt } = await attemptOn({ http: async () => answered, request: { region: null } });
    expect(attempt.region).toBe('west');
  });

  test('has no region when the header is configured and the answer lacks it', async () => {
    const { attempt } = await attemptOn({ http: async () => ({ ...answered, headers: {} }) });
    expect(attempt.region).toBeNull();
  });

  test('sends its body as JSON and its secrets resolved', async () => {
    const request = {
      get: undefined,
      post: '/orders',
      body: { item: 'drill' },
      headers: { 'x-api-key': { env: 'KEY' } },
    };
    const { sent } = await attemptOn({ http: async () => answered, request });
    expect(sent[0]).toMatchObject({
      method: 'POST',
      body: '{"item":"drill"}',
      headers: { 'content-type': 'application/json', 'x-api-key': '{"env":"KEY"}' },
    });
  });

  test.each([
    ['clear-error', async () => ({ ...answered, status: 503 })],
    ['error', async () => ({ ...answered, status: 404 })],
    ['refused', () => Promise.reject(codedError('ECONNREFUSED'))],
    ['refused', () => Promise.reject(codedError('ECONNRESET'))],
    ['hang', () => Promise.reject(codedError('ETIMEDOUT'))],
    ['error', () => Promise.reject(codedError('EPROTO'))],
  ])('is labelled %s by what came back', async (label, http) => {
    const { attempt } = await attemptOn({ http });
    expect(attempt).toMatchObject({ label, value: null });
    expect(attempt.note).not.toBeNull();
  });

  test('hangs when its time is over, whatever the failure is called', async () => {
    const { attempt } = await attemptOn({ http: () => Promise.reject(new Error('aborted')) }, 500);
    expect(attempt.label).toBe('hang');
  });

  test('asks for the name again when the TTL is over, and not before', async () => {
    let address = '10.0.1.1';
    const { session, passMs } = await attemptOn({ http: async () => answered, names: async () => address });
    address = '10.0.2.1';
    passMs(999);
    expect(await session.attempt(2, 0)).toMatchObject({ address: '10.0.1.1' });
    passMs(1);
    expect(await session.attempt(3, 0)).toMatchObject({ address: '10.0.2.1' });
  });
});
