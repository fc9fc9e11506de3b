import { describe, expect, test } from 'vitest';
import { callAws, isNoAnswer } from '../../../../activities/aws/call.ts';
import { awsError } from '../operation-context.ts';

function failWith(error: Error): Promise<unknown> {
  return callAws('describing x', () => Promise.reject(error)).catch((thrown: unknown) => thrown);
}

describe('callAws', () => {
  test.each([
    ['Throttling', 400],
    ['PriorRequestNotComplete', 400],
    ['RequestLimitExceeded', 503],
    ['InternalFailure', 500],
  ])('lets %s with status %i be tried again', async (name, status) => {
    expect(await failWith(awsError(name, status))).toMatchObject({ retryable: true });
  });

  test.each([
    ['InvalidDBInstanceState', 400],
    ['AccessDenied', 403],
  ])('takes %s with status %i as final and keeps its name', async (name, status) => {
    expect(await failWith(awsError(name, status))).toMatchObject({ kind: name, retryable: false });
  });

  test('keeps the exchange with its signed headers out of what is logged', async () => {
    const error = Object.assign(awsError('AccessDenied', 403), {
      $response: { headers: { authorization: 'secret' } },
    });
    const thrown = await failWith(error);
    expect(thrown).toMatchObject({ cause: error });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  test('does not take missing credentials for a dark region', async () => {
    const thrown = await failWith(awsError('CredentialsProviderError'));
    expect(thrown).toMatchObject({ kind: 'NoCredentials', retryable: false });
    expect(isNoAnswer(thrown)).toBe(false);
  });

  test('tells silence from every answer', async () => {
    expect(isNoAnswer(await failWith(awsError('TimeoutError')))).toBe(true);
    expect(isNoAnswer(await failWith(awsError('InternalFailure', 500)))).toBe(false);
  });
});
