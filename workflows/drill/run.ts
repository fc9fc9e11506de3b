import type { CancellationScope } from '@temporalio/workflow';
import type { Plan } from '../../src/plan/plan.ts';
import type { Failure, TimelineEvent } from '../../src/timeline/timeline.ts';
import type { CountedCalls, Prepared } from '../seam/contract.ts';
import type { GuardianAnswer } from '../seam/messages.ts';
import type { Ending } from './ending.ts';
import type { Seal } from './seal.ts';
import { type Story, beginStory } from './story.ts';

export type PreparedPlan = Extract<Prepared, { kind: 'plan' }>;

/**
 * Everything that a running drill knows. The timeline is the truth and the story is its fold; what follows them is what the
 * timeline does not hold: how far the drill may still go, whom it waits for, and what it can cancel.
 */
export interface Run {
  id: string;
  prepared: PreparedPlan;
  plan: Plan;
  /** Another execution prepared it: this one acts no more, as its first activity will find. */
  wasReset: boolean;
  timeline: TimelineEvent[];
  story: Story;
  seal: Seal;
  ending: Ending;
  /** What the drill is doing, for people. */
  phase: string;
  asking: Asking;
  guardian: GuardianLink;
  /** Scopes of the steps under way: an abort cancels them. */
  scopes: Set<CancellationScope>;
  calls: CountedCalls;
}

/** What people are asked now. One approval at a time is open; several lanes can have a question each. */
export interface Asking {
  approval: OpenApproval | null;
  questions: OpenQuestion[];
}

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

/** What the drill knows of its guardian. */
export interface GuardianLink {
  runId: string | null;
  /** True before the guardian runs and after it has ended. */
  ended: boolean;
  /** Requests made so far: each has its own number. */
  requests: number;
  answers: Record<string, GuardianAnswer>;
  /** An undo or heal that failed and waits for a person. */
  stuck: { step: string; message: string } | null;
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
    timeline: [],
    story: beginStory(plan),
    seal: { kind: 'open' },
    ending: { kind: 'running' },
    phase: 'starting',
    asking: { approval: null, questions: [] },
    guardian: { runId: null, ended: true, requests: 0, answers: {}, stuck: null },
    scopes: new Set(),
    calls: { calls: {}, callsAtLeast: false },
  };
}

/** The first question that nobody has answered; null when no step asks. */
export function openQuestion({ asking }: Run): OpenQuestion | null {
  return asking.questions.find((question) => question.answer === null) ?? null;
}

/** The approval that is open and not answered yet. */
export function openApproval({ asking }: Run): OpenApproval | null {
  return asking.approval?.answer === null ? asking.approval : null;
}
