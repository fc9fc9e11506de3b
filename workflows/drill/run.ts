import { log, setCurrentDetails, type CancellationScope, type SignalDefinition } from '@temporalio/workflow';
import type { Target } from '../../src/operation/contract.ts';
import { flattenSteps, type Plan } from '../../src/plan/plan.ts';
import type { Report } from '../../src/report/report.ts';
import type { Failure, TimelineEvent } from '../../src/timeline/timeline.ts';
import type { Instant } from '../../src/time/instant.ts';
import type { CountedCalls, OperationAnswer, Prepared } from '../seam/contract.ts';
import { renderBoard } from './board.ts';
import { addCalls } from '../seam/call-tally.ts';
import type { DrillStopped } from '../seam/failure.ts';
import type { GuardianAnswer, PersonMessage } from '../seam/messages.ts';

export type PreparedPlan = Extract<Prepared, { kind: 'plan' }>;
export type Values = Record<string, number | string | boolean>;
export type StepStatus = 'waiting' | 'running' | 'asking' | 'done' | 'failed' | 'skipped' | 'aborted';

export interface OpenApproval {
  step: string;
  code: string;
  role: string;
  ask: string;
  shown: string[];
  answer: { decision: 'approved' | 'declined'; name: string; via: 'update' | 'signal' } | null;
}

/** A step that failed and waits for a person. */
export interface OpenQuestion {
  step: string;
  failure: Failure;
  /** An approval cannot be skipped: it asks before the point of no return. */
  skippable: boolean;
  answer: { decision: 'retry' | 'skip' | 'give-up'; name: string | null; reason: string | null } | null;
}

/** Everything that a running drill knows. The timeline is the truth; the rest is there for the board and the handlers. */
export interface Run {
  id: string;
  prepared: PreparedPlan;
  plan: Plan;
  /** Another execution prepared it: this one acts no more, as its first activity will find. */
  wasReset: boolean;
  phase: string;
  timeline: TimelineEvent[];
  values: Record<string, Values>;
  /** What checks and expectations found last, as people read it. */
  seen: Record<string, string[]>;
  marks: Record<string, Instant>;
  statuses: Record<string, StepStatus>;
  sealedBy: string | null;
  /** Targets that a proven fence replaces. */
  replaced: Target[];
  /** When the last fence was proven; what was healed later may have let a writer back. */
  fencedAt: Instant | null;
  /** Faults that were healed after the fence and before the seal was known: the fence proves nothing any more. */
  unfencedBy: string[];
  /** How many of `replaced` guardian and journal know. */
  quarantined: number;

  faults: Record<string, { operation: string; expiresAt: number }>;
  /** Actions that would be undone by an abort now, oldest first. */
  undoable: string[];
  /** Actions that the runbook says never to undo. */
  lasting: string[];
  approval: OpenApproval | null;
  questions: OpenQuestion[];
  abort: { name: string | null; reason: string | null; via: 'update' | 'signal' | 'cancel' } | null;
  /** Set when the drill leaves its steps early: nothing begins after it. */
  stopped: DrillStopped | null;
  /** True from the moment when things are taken back: there is nothing left to abort. */
  closing: boolean;
  /** Scopes of the steps under way: an abort cancels them. */
  scopes: Set<CancellationScope>;
  guardianRunId: string | null;
  /** True before the guardian runs and after it has ended. */
  guardianEnded: boolean;
  /** Passes a person's word on to the guardian when its undo is what asks. */
  tellGuardian: (signal: SignalDefinition<[PersonMessage?]>, message: PersonMessage) => void;
  /** Requests made to the guardian so far: each has its own number. */
  requests: number;
  guardianAnswers: Record<string, GuardianAnswer>;
  guardianStuck: { step: string; message: string } | null;
  calls: CountedCalls;
  report: Report | null;
}

export function createRun(
  { workflowId, runId }: { workflowId: string; runId: string },
  prepared: PreparedPlan,
): Run {
  const { plan } = prepared;
  return {
    id: workflowId,
    prepared,
    plan,
    wasReset: runId !== prepared.runId,
    phase: 'starting',
    timeline: [],
    values: {},
    seen: {},
    marks: {},
    statuses: Object.fromEntries(flattenSteps(plan.steps).map((step) => [step.id, 'waiting' as const])),
    sealedBy: null,
    replaced: [],
    fencedAt: null,
    unfencedBy: [],
    quarantined: 0,
    faults: {},
    undoable: [],
    lasting: [],
    approval: null,
    questions: [],
    abort: null,
    stopped: null,
    closing: false,
    scopes: new Set(),
    guardianRunId: null,
    guardianEnded: true,
    tellGuardian: () => {},
    requests: 0,
    guardianAnswers: {},
    guardianStuck: null,
    calls: { calls: {}, callsAtLeast: false },
    report: null,
  };
}

/** Appends to the timeline and shows the new state on the board. */
export function record(run: Run, event: TimelineEvent): void {
  run.timeline.push(event);
  refreshBoard(run);
}

export function enterPhase(run: Run, phase: string): void {
  run.phase = phase;
  refreshBoard(run);
}

export function setStatus(run: Run, step: string, status: StepStatus): void {
  run.statuses[step] = status;
  refreshBoard(run);
}

/** Adds the AWS calls of an activity to the drill's tally; those that succeeded also show when each region was relied on. */
export function countCalls(run: Run, step: string, answer: OperationAnswer): void {
  const { startedAt, endedAt, answered = {} } = answer;
  if (Object.keys(answered).length > 0)
    record(run, { kind: 'calls-answered', at: endedAt, step, startedAt, calls: answered });
  addCalls(run.calls, answer);
}

/** The board is for people: a fault in drawing it must never stop a drill. */
export function refreshBoard(run: Run): void {
  try {
    setCurrentDetails(renderBoard(run));
  } catch (error) {
    log.error('board not drawn', { error });
  }
}
