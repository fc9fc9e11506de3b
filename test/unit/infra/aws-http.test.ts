import { expect, test } from 'vitest';
import { readService } from '../../../infra/lab/aws-http.ts';
import { readErrorCode } from '../../../infra/lab/ledger.ts';

test('the credential scope of a signature names the service, and an unsigned request names none', () => {
  const signed =
    'AWS4-HMAC-SHA256 Credential=lab/20261123/us-west-2/rds/aws4_request, SignedHeaders=host, Signature=0';
  expect(readService(signed)).toBe('rds');
  expect(readService('')).toBeNull();
  expect(readService('Bearer rds')).toBeNull();
});

test('the error code is read from a refusal, and a success has none', () => {
  const body = '<ErrorResponse><Error><Code>InvalidInput</Code></Error></ErrorResponse>';
  expect(readErrorCode({ status: 400, body })).toBe('InvalidInput');
  expect(readErrorCode({ status: 500, body: '<html>' })).toBe('Unknown');
  expect(readErrorCode({ status: 200, body })).toBeUndefined();
});
