import type { Client } from '@temporalio/client';
import { OperationError, messageOf } from '../errors/operation-error.ts';

/** The attempt that wants to act, as the server knows it. */
export interface GatedAttempt {
  client: Client;
  namespace: string;
  taskToken: Uint8Array;
  signal: AbortSignal;
  /** What the attempt reported last: asking replaces the server's copy. */
  heartbeatDetails(): unknown;
}

/**
 * Asks the server just before a mutating call whether this very attempt is still the live one (a synchronous heartbeat,
 * 3-7 ms; NotFound after a timeout, termination or finished cancel: facts on Temporal floors, 12). Refused, or no answer:
 * throws, and the call is not made.
 */
export async function passGate(attempt: GatedAttempt, what: string): Promise<void> {
  attempt.signal.throwIfAborted();
  const { cancelRequested, activityPaused, activityReset } = await askServer(attempt, what);
  if (cancelRequested || activityPaused || activityReset) throw closed(what, 'this attempt is to stop');
  attempt.signal.throwIfAborted();
}

async function askServer(attempt: GatedAttempt, what: string) {
  const { client, namespace, taskToken } = attempt;
  const details = client.options.loadedDataConverter.payloadConverter.toPayload(
    attempt.heartbeatDetails() ?? null,
  );
  try {
    return await client.connection.withDeadline(Date.now() + 5_000, () =>
      client.workflowService.recordActivityTaskHeartbeat({
        namespace,
        taskToken,
        details: { payloads: [details] },
      }),
    );
  } catch (error) {
    throw closed(what, messageOf(error));
  }
}

function closed(what: string, why: string): OperationError {
  return new OperationError({
    kind: 'GateClosed',
    message: `${what} was not done: expected this attempt to be alive, got: ${why}`,
    hint: 'nothing to do: the live attempt or the guardian goes on',
    retryable: true,
  });
}
