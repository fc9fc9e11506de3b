import { describe, expect, test } from 'vitest';
import { service } from '../../../../activities/http/component.ts';
import { makeComponent } from '../../../../src/operation/component-kind.ts';
import { requireTrait } from '../../../../src/operation/kit/require-target.ts';
import { http } from '../../../../src/operation/traits.ts';

const request = { get: '/orders/0', timeout: '500ms', labels: { ok: ['status = 200'] } };

function settingsWith(read: object) {
  return {
    name: { zone: 'Z1', host: 'web.shop.test', ttl: '1s', values: { west: '10.0.1.1' } },
    port: 8080,
    requests: { read },
  };
}

function problemsOf(read: object): string {
  return JSON.stringify(service.settings.safeParse(settingsWith(read)).error?.issues ?? 'none');
}

describe('the settings of a service', () => {
  test('are stored with units worked out: seconds of the record, milliseconds of the timeout, method and path', () => {
    const stored = service.settings.parse(settingsWith(request));
    expect(stored).toMatchObject({
      name: { type: 'A', ttl: 1 },
      requests: { read: { method: 'get', path: '/orders/0', timeoutMs: 500, headers: {}, body: null } },
    });
    expect(makeComponent(service, 'web', stored).traits['http']).toEqual(stored);
  });

  test('keep the order of labels, because the first that holds counts', () => {
    const labels = { ok: ['status = 200'], 'clear-error': ['status >= 500'], odd: ['status != 200'] };
    const component = makeComponent(
      service,
      'web',
      service.settings.parse(settingsWith({ ...request, labels })),
    );
    expect(Object.keys(requireTrait(component, http).requests['read']!.labels)).toEqual([
      'ok',
      'clear-error',
      'odd',
    ]);
  });

  test.each([
    ['two methods', { ...request, post: '/orders' }, 'got get and post'],
    ['no method', { labels: request.labels }, 'got none'],
    ['a path that is none', { ...request, get: 'orders' }, 'expected a path'],
    ['a timeout that is none', { ...request, timeout: '5 minutes' }, 'expected a duration'],
    ['no label ok', { ...request, labels: { good: ['status = 200'] } }, 'expected a label `ok`'],
    [
      'a label that the sampler gives',
      { ...request, labels: { ok: ['status = 200'], hang: ['status = 504'] } },
      'expected labels other than',
    ],
    ['a condition that is none', { ...request, labels: { ok: ['status is 200'] } }, 'expected a condition'],
    ['an unknown key', { ...request, retries: 3 }, 'retries'],
  ])('are refused with %s', (_, read, expected) => {
    expect(problemsOf(read)).toContain(expected);
  });

  test('stand for the record of their name', () => {
    expect(service.targets('web', service.settings.parse(settingsWith(request)))).toEqual([
      { component: 'web', region: null, id: 'Z1/web.shop.test/A' },
    ]);
  });
});
