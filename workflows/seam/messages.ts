import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { JsonObject } from '../../src/operation/json.ts';
import type { Target } from '../../src/operation/contract.ts';
import type { CountedCalls, KnownEvidence } from './contract.ts';
import type { Report } from '../../src/report/report.ts';
import type { TimelineEvent } from '../../src/timeline/timeline.ts';

/** Answer to an open approval. `code` is on the board; `name` is a person of the environment. */
export interface ApprovalMessage {
  code?: string;
  name?: string;
  reason?: string;
}
/** A person's word on the drill as a whole, or on the step that asks. */
export interface PersonMessage {
  name?: string;
  reason?: string;
}

export interface DrillStatus {
  drill: string;
  key: string;
  runbook: string;
  environment: string;
  planDigest: string;
  phase: string;
  sealed: boolean;
  root: string;
  approval: { step: string; code: string; role: string; ask: string; shown: string[] } | null;
  asked: { step: string; message: string; hint: string | null } | null;
  faults: { step: string; operation: string; expiresAt: number }[];
  steps: { step: string; verb: string; status: string }[];
  ifYouAbortNow: string;
}

/** One thing that people can say to a drill: as an update, which is answered, and as a signal, for the Temporal UI. */
export interface Said<Message extends object> {
  update: UpdateDefinition<string, [Message]>;
  signal: SignalDefinition<[Message?]>;
}

export const approve = say<ApprovalMessage>('approve');
export const decline = say<ApprovalMessage>('decline');
export const abort = say<PersonMessage>('abort');
export const retry = say<PersonMessage>('retry');
export const skip = say<PersonMessage>('skip');
export const giveUp = say<PersonMessage>('give-up');

function say<Message extends object>(name: string): Said<Message> {
  return { update: defineUpdate(name), signal: defineSignal(name) };
}

export const status = defineQuery<DrillStatus>('status');
export const timeline = defineQuery<TimelineEvent[]>('timeline');
export const report = defineQuery<Report | null>('report');
/** Also answered by a drill that was terminated, for as long as Temporal keeps it. */
export const evidence = defineQuery<KnownEvidence>('evidence');

/** What the guardian must be able to take back, told to it before the forward call. */
export interface UndoEntry {
  step: string;
  kind: 'action' | 'fault';
  operation: string;
  component: string | null;
  /** Names of the components that the operation is given. */
  sees: string[];
  with: JsonObject;
  prior: JsonObject;
  undo: 'on-abort' | 'at-end' | 'never';
  /** Faults: the guardian heals it at the latest so long after it was told; null for actions. */
  ttlMs: number | null;
}

/** The point of no return: the step that goes past it, and what must stay unreachable whatever is healed. */
export interface SealMessage {
  step: string;
  quarantine: Target[];
}

/** What the guardian did, as timeline events, and what it could not do. */
export interface GuardianAnswer extends CountedCalls {
  request: string;
  events: TimelineEvent[];
  stuck: string[];
}

export type GuardianRequest =
  | { request: string; kind: 'heal' | 'heal-expired'; step: string }
  | { request: string; kind: 'unwind' }
  | { request: string; kind: 'finish' };

export const tellEntry = defineSignal<[UndoEntry]>('entry');
/** The forward attempts of a step are over: nothing of it can act any more. */
export const tellEnded = defineSignal<[{ step: string }]>('ended');
export const tellSeal = defineSignal<[SealMessage]>('seal');
export const askGuardian = defineSignal<[GuardianRequest]>('request');
export const releaseGuardian = defineSignal('release');
export const guardianAnswered = defineSignal<[GuardianAnswer]>('guardian-answered');
export const guardianStuck = defineSignal<[{ step: string; message: string }]>('guardian-stuck');
