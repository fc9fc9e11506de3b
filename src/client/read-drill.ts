import { QueryNotRegisteredError } from '@temporalio/client';
import { z } from 'zod';
import { drillKey } from '../evidence/drill-key.ts';
import { evidenceRoot } from '../evidence/folder.ts';
import { OperationError } from '../errors/operation-error.ts';
import type { Report } from '../report/report.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';
import * as messages from '../../workflows/seam/messages.ts';
import type { DrillStatus } from '../../workflows/seam/messages.ts';
import type { Drills } from './connect.ts';
import { describePreparing, explainFailure, isTemporary } from './failure.ts';

/** What tells a report from the answer of another workflow. */
const ReportMark = z.looseObject({ schema: z.literal(1), verdict: z.string(), headline: z.string() });

/** Where a drill is. Throws OperationError; kind `NoAnswer` or `StillPreparing` when asking again can help. */
export async function drillStatus(drills: Drills, id: string): Promise<DrillStatus> {
  try {
    return await drills.client.workflow.getHandle(id).query(messages.status);
  } catch (error) {
    if (await isPreparing(drills, id, error)) throw describePreparing(id, error);
    throw explainFailure(error, id);
  }
}

/**
 * Temporal's client drops the type of a query's failure. A drill that has no plan yet refuses to say where it is, but tells its
 * timeline; another workflow answers neither. The timeline may have begun since. Throws when nobody answers now.
 */
async function isPreparing(drills: Drills, id: string, error: unknown): Promise<boolean> {
  if (!(error instanceof QueryNotRegisteredError)) return false;
  try {
    await readTimeline(drills, id);
    return true;
  } catch (failure) {
    if (isTemporary(failure)) throw failure;
    return false;
  }
}

/** All events of a drill so far, the oldest first. */
export async function readTimeline(drills: Drills, id: string): Promise<TimelineEvent[]> {
  return await ask(id, async () => await drills.client.workflow.getHandle(id).query(messages.timeline));
}

/**
 * Waits until the drill ends, or rejects soon after the signal fired. Throws InvalidInput when it refused its input,
 * OperationError when it ended without a report.
 */
export async function awaitReport(drills: Drills, id: string, signal: AbortSignal): Promise<Report> {
  const wait = async (): Promise<unknown> => await drills.client.workflow.getHandle(id).result();
  const result = await ask(id, async () => await drills.client.withAbortSignal(signal, wait));
  if (isReport(result)) return result;
  throw new OperationError({
    kind: 'NoReport',
    message: `${id} has no report: expected a report as its result, got something else`,
    hint: `see what it is: drill open ${id}`,
    retryable: false,
  });
}

/** Report of a drill that has ended. Throws OperationError `StillRunning`, or what says where to look instead. */
export async function readReport(drills: Drills, id: string): Promise<Report> {
  const { status, runId } = await ask(id, async () => await drills.client.workflow.getHandle(id).describe());
  if (status.name === 'TERMINATED' || status.name === 'TIMED_OUT') throw describeAbandoned(id, runId);
  if (status.name !== 'RUNNING') return await awaitReport(drills, id, new AbortController().signal);
  throw new OperationError({
    kind: 'StillRunning',
    message: `${id} has no report yet: expected an ended drill, got a running one`,
    hint: `follow it: drill watch ${id}`,
    retryable: true,
  });
}

/** Its guardian has judged it, and the report is where it was measured: nobody was left to return it. */
function describeAbandoned(id: string, runId: string): OperationError {
  const root = evidenceRoot('$DRILL_HOME', { id, key: drillKey({ id, runId }) });
  return new OperationError({
    kind: 'Terminated',
    message: `${id} returned no report: expected a drill that ended by itself, got one that was terminated or timed out in Temporal`,
    hint: `its guardian has completed the evidence on the host of the worker; there: drill judge ${root}`,
    retryable: false,
  });
}

async function ask<Answer>(id: string, question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (error) {
    throw explainFailure(error, id);
  }
}

function isReport(value: unknown): value is Report {
  return ReportMark.safeParse(value).success;
}
