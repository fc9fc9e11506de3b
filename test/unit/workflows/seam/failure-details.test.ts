import { describe, expect, test } from 'vitest';
import {
  createEnd,
  createFailure,
  readDetails,
  writeDetails,
  type FailureDetails,
} from '../../../../workflows/seam/failure-details.ts';

const all: FailureDetails = {
  what: 'it failed',
  hint: 'try again',
  attempt: 2,
  calls: { 'us-west-2': { rds: 3 } },
  callsAtLeast: true,
  problems: [
    { where: { file: 'a.yaml', line: 3, column: 7 }, what: 'expected a, got b', hint: 'write a' },
    { where: { file: 'parameters', line: null, column: null }, what: 'x is missing', hint: null },
  ],
};
const nothing = { what: null, hint: null, attempt: null, calls: {}, callsAtLeast: false, problems: [] };

describe('readDetails', () => {
  test('reads back all that was written, also after it has been JSON', () => {
    const [written] = writeDetails(all);
    expect(readDetails(JSON.parse(JSON.stringify(written)))).toEqual(all);
  });

  test('reads what earlier versions wrote', () => {
    expect(readDetails({ hint: 'try again', attempt: 1, calls: { r: { rds: 1 } } })).toEqual({
      ...nothing,
      hint: 'try again',
      attempt: 1,
      calls: { r: { rds: 1 } },
    });
  });

  test.each([
    undefined,
    null,
    'text',
    [all],
    { hint: 7, attempt: '1', calls: { r: { rds: 'many' } }, problems: 'all' },
    {
      problems: [
        null,
        { where: null },
        { where: { file: 'a', line: '3', column: 1 }, what: 'w', hint: null },
      ],
    },
  ])('takes nothing from %j, which nobody of us wrote', (details) => {
    expect(readDetails(details)).toEqual(nothing);
  });
});

test('the end of a workflow shows its hint to people and keeps its message apart for programs', () => {
  const end = createEnd({ kind: 'Busy', message: 'x'.repeat(5_000), hint: 'wait' });
  expect(end.message).toHaveLength(4_000);
  expect(end.message.endsWith('x\nHINT: wait')).toBe(true);
  expect(end).toMatchObject({ type: 'Busy', nonRetryable: true });
  expect(readDetails(end.details?.[0])).toMatchObject({ what: 'x'.repeat(5_000), hint: 'wait' });
});

test('a failure is retried unless it says otherwise', () => {
  expect(createFailure({ type: 'T', message: 'm' }).nonRetryable).toBe(false);
});
