import { messageOf, OperationError } from '../../src/errors/operation-error.ts';

const throttlingCodes = [
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'PriorRequestNotComplete',
  'TooManyRequestsException',
];

/**
 * Makes one AWS call and turns what it throws into an OperationError. Retryable: throttling, 5xx and no answer at all
 * (kind `NoAnswer`); refusals are not. The kind of a refusal is AWS's own error code.
 */
export async function callAws<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof OperationError ? error : describeFailure(what, error);
  }
}

/** Whether AWS did not answer at all, as it happens when the region is dark. */
export function isNoAnswer(error: unknown): boolean {
  return error instanceof OperationError && error.kind === 'NoAnswer';
}

function describeFailure(what: string, cause: unknown): OperationError {
  const code = cause instanceof Error ? cause.name : 'Unknown';
  const status = statusOf(cause);
  if (status === null)
    return failure({
      what,
      kind: 'NoAnswer',
      got: `no answer (${messageOf(cause)})`,
      retryable: true,
      hint: noAnswerHint,
      cause,
    });
  if (throttlingCodes.includes(code)) {
    return failure({
      what,
      kind: 'Throttled',
      got: code,
      retryable: true,
      hint: 'wait: it is tried again',
      cause,
    });
  }
  const got = `${code} with status ${status} (${messageOf(cause)})`;
  if (status >= 500)
    return failure({
      what,
      kind: 'ServerError',
      got,
      retryable: true,
      hint: 'wait: it is tried again',
      cause,
    });
  return failure({ what, kind: code, got, retryable: false, hint: refusalHint, cause });
}

const noAnswerHint =
  'check that the endpoint of the region is right and reachable, and that credentials are set';
const refusalHint = 'check the resource in AWS and what the credentials may do (`drill iam`)';

interface Failure {
  what: string;
  kind: string;
  got: string;
  retryable: boolean;
  hint: string;
  cause: unknown;
}

function failure({ what, kind, got, retryable, hint, cause }: Failure): OperationError {
  return new OperationError({
    kind,
    message: `${what} failed: expected success, got ${got}`,
    hint,
    retryable,
    cause,
  });
}

/** HTTP status of an SDK error; null when nothing answered. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}
