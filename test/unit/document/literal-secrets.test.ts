import { expect, test } from 'vitest';
import { findLiteralSecrets } from '../../../src/document/literal-secrets.ts';

test.each([
  ['a password', { password: 'hunter2' }, ['password']],
  ['a header', { headers: { Authorization: 'x' } }, ['headers', 'Authorization']],
  ['an API key', { headers: [{ 'x-api-key': 'x' }] }, ['headers', 0, 'x-api-key']],
  ['an access key id', { note: 'AKIAABCDEFGHIJKLMNOP' }, ['note']],
  ['a private key', { note: '-----BEGIN RSA PRIVATE KEY-----' }, ['note']],
  ['a bearer token', { value: 'Bearer abcdefghij' }, ['value']],
  ['an address with a password', { url: 'postgres://drill:hunter2@db/shop' }, ['url']],
])('%s is found', (_title, value, path) => {
  expect(findLiteralSecrets(value)).toEqual([path]);
});

test.each([
  ['a reference to an environment variable', { password: { env: 'SHOP_DB_PASSWORD' } }],
  ['a reference to a file', { token: { file: '/run/secrets/token' } }],
  ['an ordinary address', { url: 'http://127.0.0.1:80/a' }],
  ['a tag', { requireTag: { 'drill-scope': 'shop' } }],
])('%s is none', (_title, value) => {
  expect(findLiteralSecrets(value)).toEqual([]);
});
