import { describe, expect, test } from 'vitest';
import { drillId } from '../../../src/client/start-drill.ts';
import { uiAddress } from '../../../src/client/ui-address.ts';

describe('drillId', () => {
  const now = new Date('2026-01-02T03:04:05.678Z');

  test('is runbook, environment and the second of the start in UTC', () => {
    expect(drillId({ runbook: 'region-failover', environment: 'lab' }, now)).toBe(
      'region-failover-lab-20260102-030405',
    );
  });

  test('takes the file name of a text that is sent, without what has no place in an id', () => {
    const runbook = { file: '/home/me/my runbook.yaml', text: '' };
    expect(drillId({ runbook, environment: { file: 'lab.yml', text: '' } }, now)).toBe(
      'my-runbook-lab-20260102-030405',
    );
  });
});

describe('uiAddress', () => {
  test('uses the configured UI', () => {
    const place = {
      ui: 'https://temporal.example.com',
      address: 'temporal.example.com:7233',
      namespace: 'drills',
    };
    expect(uiAddress(place, 'd 1')).toBe('https://temporal.example.com/namespaces/drills/workflows/d%201');
  });

  test.each([
    ['127.0.0.1:7233', 'http://127.0.0.1:8233/namespaces/default/workflows'],
    ['ns.acct.tmprl.cloud:7233', 'https://cloud.temporal.io/namespaces/default/workflows'],
    ['temporal.internal:7233', null],
    ['odd', null],
  ])('assumes for the server %s the UI %s', (address, expected) => {
    expect(uiAddress({ ui: null, address, namespace: 'default' })).toBe(expected);
  });
});
