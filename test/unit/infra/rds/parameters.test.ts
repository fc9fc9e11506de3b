import { expect, test } from 'vitest';
import { readParameters } from '../../../../infra/lab/rds/parameters.ts';

test('lists and tags end at the first index that is missing', () => {
  const form = {
    'Tags.Tag.1.Key': 'a',
    'Tags.Tag.1.Value': '1',
    'Tags.Tag.2.Key': 'b',
    'TagKeys.member.1': 'c',
  };
  const parameters = readParameters(new URLSearchParams(form));
  expect(parameters.tags('Tags.Tag')).toEqual({ a: '1', b: '' });
  expect(parameters.list('TagKeys.member')).toEqual(['c']);
  expect(() => parameters.refuseUnread()).not.toThrow();
});

test('a parameter that the operation does not read is refused, not ignored', () => {
  const parameters = readParameters(
    new URLSearchParams({ Action: 'X', Version: '1', Known: 'a', MultiAZ: 'true' }),
  );
  parameters.text('Known');
  expect(() => parameters.refuseUnread()).toThrow('MultiAZ');
});

test('a required parameter that is missing is refused by its name', () => {
  expect(() => readParameters(new URLSearchParams()).requiredText('DBInstanceIdentifier')).toThrow(
    'DBInstanceIdentifier',
  );
});

test.each(['-1', '36', '1.5', 'many'])('the number %s is refused where 0 to 35 is expected', (text) => {
  const parameters = readParameters(new URLSearchParams({ BackupRetentionPeriod: text }));
  expect(() => parameters.number('BackupRetentionPeriod', 35)).toThrow('0 to 35');
});
