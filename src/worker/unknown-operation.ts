import { Context } from '@temporalio/activity';
import { createFailure } from '../../workflows/seam/failure-details.ts';
import { readToolVersion } from '../config/tool-version.ts';

/** Long enough for a worker of the right version to be the next that is asked. */
const nextRetryDelay = '3s';

/** Stands in for every operation that this worker does not know. Nothing was done, and another worker may know it: retryable. */
export async function refuseUnknownOperation(): Promise<never> {
  const { activityType, attempt } = Context.current().info;
  throw createFailure({
    type: 'UnknownOperation',
    message: `${activityType} was not begun: expected an operation of this worker's version ${readToolVersion()}, got one of another version`,
    nextRetryDelay,
    hint: 'stop the worker of the wrong version, or start one of the right version beside it',
    attempt,
  });
}
