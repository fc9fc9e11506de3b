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
 * The gate: asks Temporal just before a changing call whether this very attempt may still act. The question is a heartbeat that
 * waits for its answer (3-7 ms); after a timeout, a termination or a finished cancel the server answers NotFound. Refused, or
 * no answer: throws OperationError `GateClosed`, and the call is not made.
 */
export async function passGate(attempt: GatedAttempt, what: string): Promise<void> {
  attempt.signal.throwIfAborted();
  const { cancelRequested, activityPaused, activityReset } = await askServer(attempt, what);
  if (cancelRequested || activityPaused || activityReset)
    throw closed(what, 'Temporal has cancelled, paused or reset this attempt');
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
    throw closed(
      what,
      `Temporal did not confirm that this attempt is still the live one (${messageOf(error)})`,
    );
  }
}

function closed(what: string, why: string): OperationError {
  return new OperationError({
    kind: 'GateClosed',
    message: `${what} was not done: ${why}`,
    hint: 'nothing to do: a later attempt or the guardian goes on',
    retryable: true,
  });
}
