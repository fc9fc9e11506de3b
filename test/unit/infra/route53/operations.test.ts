import { expect, test } from 'vitest';
import { readCall } from '../../../../infra/lab/route53/operations.ts';

test.each([
  ['POST', '/2013-04-01/hostedzone/Z1/rrset/', 'ChangeResourceRecordSets', true, 'Z1'],
  ['GET', '/2013-04-01/hostedzone/Z1/rrset?maxitems=1', 'ListResourceRecordSets', false, 'Z1'],
  ['GET', '/2013-04-01/hostedzone/Z1', 'GetHostedZone', false, 'Z1'],
  ['GET', '/2013-04-01/change/C1', 'GetChange', false, 'C1'],
  ['GET', '/2013-04-01/tags/hostedzone/Z1', 'ListTagsForResource', false, 'Z1'],
  ['DELETE', '/2013-04-01/hostedzone/Z1', 'DELETE /hostedzone/Z1', true, undefined],
])('%s %s is the call %s', (method, path, operation, mutating, target) => {
  expect(readCall(method, path)).toEqual({ operation, mutating, target });
});
