import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../errors/operation-error.ts';
import type { Report } from '../report/report.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';
import type { Drills } from './connect.ts';
import { isTemporary } from './failure.ts';
import { awaitReport, readTimeline } from './read-drill.ts';
import { readRetries, type Retry } from './read-retries.ts';

export interface Following {
  /** Each event once, in order. Awaited before the next one. */
  onEvent(event: TimelineEvent): Promise<void> | void;
  /** Once for each stretch in which nobody answers for the drill. */
  onSilence(message: string): void;
  /** Once for each thing that is tried again for a new reason. */
  onRetry(retry: Retry): void;
  /** Firing ends the following, never the drill. */
  signal: AbortSignal;
}

const pollEveryMs = 250;
/** Every so many polls it is asked what is tried again. */
const retriesEvery = 8;

/** Follows a drill to its end and returns its report; null when the signal fired first. */
export async function followDrill(drills: Drills, id: string, following: Following): Promise<Report | null> {
  const waiting = new AbortController();
  try {
    return await followUntil(settle(awaitReport(drills, id, waiting.signal)), { drills, id, following });
  } finally {
    // A long poll that outlives its connection would end this process by an error that nobody can catch.
    waiting.abort();
  }
}

type End = { kind: 'report'; report: Report } | { kind: 'failed'; error: unknown };

async function followUntil(
  ended: Promise<End>,
  { drills, id, following }: { drills: Drills; id: string; following: Following },
): Promise<Report | null> {
  let told = 0;
  let silent = false;
  const tellRetries = createRetryTeller({ drills, id, following });
  for (let poll = 1; !following.signal.aborted; poll += 1) {
    const end = await Promise.race([ended, pause(following.signal)]);
    if (end === null && following.signal.aborted) return null;
    const timeline = await readUnless(following.signal, drills, id);
    const isNewSilence = timeline.kind === 'silent' && !silent && end === null;
    if (isNewSilence && !following.signal.aborted) following.onSilence(timeline.message);
    silent = timeline.kind === 'silent';
    if (timeline.kind === 'events') {
      for (const event of timeline.events.slice(told)) await following.onEvent(event);
      told = Math.max(told, timeline.events.length);
    }
    if (end === null && poll % retriesEvery === 0) await tellRetries();
    if (end?.kind === 'report') return end.report;
    if (end?.kind === 'failed') throw end.error;
  }
  return null;
}

function createRetryTeller({ drills, id, following }: { drills: Drills; id: string; following: Following }) {
  const told = new Set<string>();
  return async () => {
    // A server that does not answer is told of as silence.
    for (const retry of await readRetries(drills, id).catch(() => [])) {
      const reason = `${retry.activity}: ${retry.message}`;
      if (!told.has(reason)) following.onRetry(retry);
      told.add(reason);
    }
  };
}

/** A rejection while the following waits elsewhere must not count as unhandled. */
async function settle(report: Promise<Report>): Promise<End> {
  try {
    return { kind: 'report', report: await report };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function pause(signal: AbortSignal): Promise<null> {
  await delay(pollEveryMs, undefined, { signal }).catch(() => {});
  return null;
}

/**
 * Without a worker the server keeps a question for half a minute: whoever leaves does not wait for that. Temporal's client never
 * takes its listeners off a signal, so each question has one of its own.
 */
async function readUnless(signal: AbortSignal, drills: Drills, id: string): Promise<ReadTimeline> {
  const question = new AbortController();
  const cut = () => question.abort();
  signal.addEventListener('abort', cut);
  try {
    return await drills.client.withAbortSignal(question.signal, async () => await readOrSilence(drills, id));
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

type ReadTimeline = { kind: 'events'; events: TimelineEvent[] } | { kind: 'silent'; message: string };

async function readOrSilence(drills: Drills, id: string): Promise<ReadTimeline> {
  try {
    return { kind: 'events', events: await readTimeline(drills, id) };
  } catch (error) {
    if (isTemporary(error)) return { kind: 'silent', message: messageOf(error) };
    throw error;
  }
}
