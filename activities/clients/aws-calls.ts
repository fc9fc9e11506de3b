/** One call to AWS as it was seen from here, answered or not. */
export interface AwsCall {
  /** `global` for Route 53. */
  region: string;
  service: string;
  operation: string;
  requestId: string | null;
  /** HTTP status, null when nothing answered. */
  status: number | null;
  errorCode: string | null;
  mutating: boolean;
  /** Epoch milliseconds at which it ended. */
  at: number;
}

/**
 * Longest time that one call may take, its whole answer included: the SDK's own timeouts end with the first byte. The engine
 * counts on it when it says until when a dead attempt may still act.
 */
const callTimeoutMs = 6_000;

interface Recording {
  region: string;
  service: string;
  onCall: (call: AwsCall) => void;
}

/** What SDK answers and SDK errors have in common. */
interface Answered {
  $metadata?: { httpStatusCode?: number | undefined; requestId?: string | undefined };
}

type Middleware = <Args, Result extends { output: Answered }>(
  next: (args: Args) => Promise<Result>,
  context: { commandName?: string },
) => (args: Args) => Promise<Result>;

/** What all SDK clients have in common. */
export interface RecordableClient {
  middlewareStack: { add(middleware: Middleware, options: { step: 'initialize'; name: string }): void };
}

/** Makes a client give up a call in time, and tell `onCall` about each of its calls; answers the same client. */
export function recordCalls<Client extends RecordableClient>(client: Client, recording: Recording): Client {
  const middleware: Middleware = (next, context) => async (args) => {
    const operation = (context.commandName ?? 'Unknown').replace(/Command$/, '');
    const record = (answered: Answered, errorCode: string | null) =>
      recording.onCall(describeCall(recording, operation, { answered, errorCode }));
    try {
      const result = await withinTime(next(args));
      record(result.output, null);
      return result;
    } catch (error) {
      record(hasMetadata(error) ? error : {}, error instanceof Error ? error.name : 'Unknown');
      throw error;
    }
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'drillmaster-record-calls' });
  return client;
}

function withinTime<Result>(answer: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no whole answer within ${callTimeoutMs} ms`)), callTimeoutMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

interface CallEnd {
  answered: Answered;
  errorCode: string | null;
}

function describeCall(recording: Recording, operation: string, end: CallEnd): AwsCall {
  return {
    region: recording.region,
    service: recording.service,
    operation,
    requestId: end.answered.$metadata?.requestId ?? null,
    status: end.answered.$metadata?.httpStatusCode ?? null,
    errorCode: end.errorCode,
    mutating: !/^(Describe|List|Get|Test)/.test(operation),
    at: Date.now(),
  };
}

function hasMetadata(error: unknown): error is Answered {
  return error instanceof Error && '$metadata' in error;
}
