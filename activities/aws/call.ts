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
 * (kind `NoAnswer`), and an answer that cannot be read (`GarbledAnswer`); refusals are not. The kind of a refusal is AWS's own error code.
 */
export async function callAws<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof OperationError ? error : describeFailure(what, error);
  }
}

/**
 * The part of an answer without which it says nothing: a proxy's page or a torn answer can look like a success to the SDK.
 * Throws `GarbledAnswer`, retryable: what the call did is unknown, and the next attempt looks first.
 */
export function requirePart<Part>(what: string, part: Part | undefined): Part {
  if (part !== undefined) return part;
  throw garbled(what, 'an answer without what was asked for');
}

/** Whether AWS did not answer at all, as it happens when the region is dark. */
export function isNoAnswer(error: unknown): boolean {
  return error instanceof OperationError && error.kind === 'NoAnswer';
}

function garbled(what: string, got: string, cause?: unknown): OperationError {
  return new OperationError({
    kind: 'GarbledAnswer',
    message: `${what} failed: expected an answer of AWS, got ${got}`,
    hint: 'check that the endpoint is AWS and that no proxy answers in its place',
    retryable: true,
    cause,
  });
}

function describeFailure(what: string, cause: unknown): OperationError {
  hideResponse(cause);
  const status = statusOf(cause);
  if (status !== null && status < 400) return garbled(what, firstLine(messageOf(cause)), cause);
  const { kind, got, retryable, hint } = readFailure(cause, status);
  return new OperationError({
    kind,
    message: `${what} failed: expected success, got ${got}`,
    hint,
    retryable,
    cause,
  });
}

interface Failure {
  kind: string;
  got: string;
  retryable: boolean;
  hint: string;
}

function readFailure(cause: unknown, status: number | null): Failure {
  const code = cause instanceof Error ? cause.name : 'Unknown';
  const said = firstLine(messageOf(cause));
  const got = status === null ? `no answer (${said})` : `${code} with status ${status} (${said})`;
  if (code === 'CredentialsProviderError')
    return { kind: 'NoCredentials', got, retryable: false, hint: credentialsHint };
  if (status === null) return { kind: 'NoAnswer', got, retryable: true, hint: noAnswerHint };
  if (throttlingCodes.includes(code) || status === 429)
    return { kind: 'Throttled', got, retryable: true, hint: waitHint };
  if (status >= 500) return { kind: 'ServerError', got, retryable: true, hint: waitHint };
  return { kind: code, got, retryable: false, hint: refusalHint };
}

/** The SDK goes on to explain itself to programmers. */
function firstLine(text: string): string {
  return text.split('\n')[0]!.slice(0, 500);
}

const credentialsHint = 'give the worker AWS credentials: environment variables, a profile or a role';
const noAnswerHint = 'check that the endpoint of the region is right and reachable from here';
const waitHint = 'wait: it is tried again';
const refusalHint = 'check the resource in AWS and what the credentials may do (`drill iam`)';

/** The SDK hangs the whole exchange, signed headers and sockets, on its errors: nothing for logs or histories. */
function hideResponse(error: unknown): void {
  if (error instanceof Error && '$response' in error) {
    Object.defineProperty(error, '$response', { enumerable: false });
  }
}

/** HTTP status of an SDK error; null when nothing answered. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}
