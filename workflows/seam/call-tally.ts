import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/workflow';
import type { CountedCalls } from './contract.ts';
import { readDetails } from './failure-details.ts';

/** Adds the AWS calls of an activity, all its attempts, to those counted so far. */
export function addCalls(total: CountedCalls, more: Partial<CountedCalls>): void {
  const { calls = {}, callsAtLeast = false } = more;
  total.callsAtLeast = total.callsAtLeast === true || callsAtLeast;
  for (const [region, services] of Object.entries(calls)) {
    const tally = (total.calls[region] ??= {});
    for (const [service, count] of Object.entries(services)) tally[service] = (tally[service] ?? 0) + count;
  }
}

/** What an activity that failed had called before: its failure says so, and after a timeout its last heartbeat says the least. */
export function countedBefore(error: unknown): CountedCalls {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure || cause instanceof CancelledFailure)
    return countedIn(cause.details?.[0]);
  if (cause instanceof TimeoutFailure)
    return { ...countedIn(cause.lastHeartbeatDetails), callsAtLeast: true };
  return { calls: {}, callsAtLeast: false };
}

/** A failure without a count comes from where nothing was called: a cancel before the start, a refusal. */
function countedIn(details: unknown): CountedCalls {
  const { calls, callsAtLeast } = readDetails(details);
  return { calls, callsAtLeast };
}
