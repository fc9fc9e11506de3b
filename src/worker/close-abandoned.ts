import type { Client } from '@temporalio/client';
import type { AbandonedCall, KnownEvidence } from '../../workflows/seam/contract.ts';
import { addCalls } from '../../workflows/seam/call-tally.ts';
import * as messages from '../../workflows/seam/messages.ts';
import { readInstant } from '../host/clock.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';
import { judgeDrill } from './judge-drill.ts';

const askWithinMs = 20_000;

/**
 * Judges a drill that is gone: what it knew is asked of its history, what its guardian did is added. Its end state was not
 * looked at, so it is not called clean. Throws what the server says when the drill was deleted.
 */
export async function closeAbandoned(
  client: Client,
  call: AbandonedCall,
): Promise<{ verdict: string; manifestDigest: string }> {
  const { root, drill, runId } = call;
  const known = await client.connection.withDeadline(Date.now() + askWithinMs, async () =>
    client.workflow.getHandle(drill.id, runId ?? undefined).query(messages.evidence),
  );
  const { calls, callsAtLeast } = call;
  addCalls(known, { calls, callsAtLeast: callsAtLeast ?? false });
  const timeline = completeTimeline(known, call);
  const { report, manifestDigest } = await judgeDrill({ ...known, root, drill, timeline });
  return { verdict: report.verdict, manifestDigest };
}

function completeTimeline({ timeline }: KnownEvidence, { events, sealed, stuck }: AbandonedCall) {
  const told = new Set(timeline.map((event) => JSON.stringify(event)));
  const untold = events.filter((event) => !told.has(JSON.stringify(event)));
  const outcome = stuck.length === 0 ? 'aborted' : 'stuck';
  const reason = 'the drill was terminated, timed out, reset or deleted in Temporal';
  const end: TimelineEvent[] = [
    { kind: 'aborted', at: null, name: null, reason, sealed },
    ...untold,
    { kind: 'drill-finished', at: readInstant(), outcome, clean: false },
  ];
  return [...timeline, ...end];
}
