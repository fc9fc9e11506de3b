import type {
  DrillRef,
  Confirmation,
  DrillIdentity,
  Outcome,
  Preview,
  Target,
} from '../../src/operation/contract.ts';
import type { Condition } from '../../src/condition/condition.ts';
import type { JsonObject } from '../../src/operation/json.ts';
import type { Surroundings } from '../../src/operation/surroundings.ts';
import type { PlannedWatch, Plan } from '../../src/plan/plan.ts';
import type { Report } from '../../src/report/report.ts';
import type { TimelineEvent } from '../../src/timeline/timeline.ts';
import type { Instant } from '../../src/time/instant.ts';

/** AWS calls: region -> service -> count. */
export type CallTally = Record<string, Record<string, number>>;

/** The AWS calls of all attempts of one or more activities. */
export interface CountedCalls {
  calls: CallTally;
  /** An attempt died before it could say what it had called: there may have been more. */
  callsAtLeast?: boolean;
}

/** One JSON object starts a drill; the Temporal UI's form sends exactly one payload. */
export interface DrillInput {
  runbook: string | SentText;
  environment: string | SentText;
  parameters?: Record<string, unknown>;
  occasion?: 'drill' | 'disaster';
  reason?: string;
  /** Who starts it, as claimed. */
  by?: string;
  /** Refuse to start when the compiled plan has another digest. */
  plan?: string;
}

/** A runbook or environment that the worker's library does not have: the CLI sends its text. */
export interface SentText {
  file: string;
  text: string;
}

/** Answer of `drill.prepare`. */
export type Prepared =
  | {
      kind: 'plan';
      plan: Plan;
      key: string;
      /** Approval code per approve step, bound to plan digest, drill key and step. */
      codes: Record<string, string>;
      /** The execution that was prepared: a reset run has another one, and may not act. */
      runId: string;
      /** Task queue of the host that measures this drill. */
      hostQueue: string;
      /** Evidence folder on that host. */
      root: string;
      startedBy: string | null;
      reason: string | null;
    }
  | { kind: 'listing'; listing: Listing };

/** What `{}` is answered with: what could be started, and a JSON to paste. */
export interface Listing {
  runbooks: { name: string; title: string }[];
  environments: string[];
  paste: JsonObject;
  hint: string;
}

/** One phase of one operation. The activity type is the operation's id. */
export type OperationCall = CallSubject & PhaseCall;

/** On whose behalf an operation is called, on what, and with which input. */
export interface CallSubject {
  drill: DrillIdentity;
  /** The execution that prepared the plan; null from the guardian, whose calls no reset forbids. */
  preparedRunId: string | null;
  surroundings: Surroundings;
  component: string | null;
  with: JsonObject;
  root: string;
}

/** The phase of a call, with what it needs beside the operation's input. */
export type PhaseCall =
  | { phase: 'check' }
  | { phase: 'preview' }
  | { phase: 'run' | 'undo' | 'confirm'; prior: JsonObject }
  | { phase: 'inject'; prior: JsonObject; ttlMs: number }
  | { phase: 'heal'; prior: JsonObject; quarantine: Target[]; by: string };

export type Phase = PhaseCall['phase'];

/** What each phase answers. */
export interface ResultOf {
  check: { kind: 'outcome'; outcome: Outcome };
  preview: { kind: 'preview'; preview: Preview };
  run: { kind: 'outcome'; outcome: Outcome };
  undo: { kind: 'outcome'; outcome: Outcome };
  inject: { kind: 'injected'; outcome: Outcome; announcedAt: Instant; expiresAt: number };
  confirm: { kind: 'confirmation'; confirmation: Confirmation };
  heal: {
    kind: 'confirmation';
    confirmation: Confirmation;
    /** When its first attempt began. Absent in histories of 0.1. */
    healingAt?: Instant;
    /** Who had proven the fault healed before. Absent in histories of 0.1. */
    healedBefore?: { by: string; healingAt: Instant; healedAt: Instant } | null;
  };
}

export interface OperationAnswer<Of extends Phase = Phase> extends CountedCalls {
  /** Of this attempt; of an inject: when its first attempt announced the fault. */
  startedAt: Instant;
  endedAt: Instant;
  attempt: number;
  /** The calls of this attempt that succeeded; absent in histories of earlier versions. */
  answered?: CallTally;
  result: ResultOf[Of];
}

export interface WaitCall {
  root: string;
  watch: string;
  that: Condition[];
  region: string | null;
  sustainedMs: number;
  /** The window may not begin before this instant. */
  since: Instant;
  withinMs: number;
}

export interface WaitAnswer {
  /** `unknown`: what was measured does not say. */
  held: boolean | 'unknown';
  /** The start of the window that held; the last look when none did. */
  at: Instant;
  seen: string[];
  values: Record<string, number>;
}

export interface CompanionCall {
  root: string;
  drill: DrillRef;
  surroundings: Surroundings;
  watches: PlannedWatch[];
}

/** What a drill knows of itself that judging needs; also told to who asks after its end (query `evidence`). */
export interface KnownEvidence extends CountedCalls {
  plan: Plan;
  timeline: TimelineEvent[];
  startedBy: string | null;
}

export interface JudgeCall extends KnownEvidence {
  root: string;
  drill: DrillRef;
}

/** What a guardian did for a drill that is gone. */
export interface AbandonedCall extends CountedCalls {
  root: string;
  drill: DrillRef;
  /** The run that was the drill; null when the server did not say. */
  runId: string | null;
  /** All that the guardian did, also what it could still tell to its drill. */
  events: TimelineEvent[];
  sealed: boolean;
  stuck: string[];
}

export interface JudgeAnswer {
  report: Report;
  /** SHA-256 of the evidence manifest; in history it proves the folder unchanged. */
  manifestDigest: string;
}

/** The drill whose guardian holds an environment's lock; `orphaned`: it is gone, and its guardian has been told. */
export interface Holder {
  holder: string | null;
  orphaned: boolean;
}

/** The engine's own activities; all but `drill.prepare` and `drill.holder` run on the measuring host. */
export interface EngineActivities {
  'drill.prepare'(input: unknown): Promise<Prepared>;
  'drill.holder'(call: { guardianId: string }): Promise<Holder>;
  'clock.read'(): Promise<Instant>;
  'companion.start'(call: CompanionCall): Promise<Instant>;
  'companion.stop'(call: { root: string }): Promise<Instant>;
  'watch.wait'(call: WaitCall): Promise<WaitAnswer>;
  /** Steps whose faults somebody began to heal after an instant. */
  'journal.healed-since'(call: { root: string; since: Instant }): Promise<{ healed: string[] }>;
  'journal.seal'(call: { root: string; quarantine: Target[] }): Promise<Instant>;
  'drill.judge'(call: JudgeCall): Promise<JudgeAnswer>;
  /** Completes the evidence of a drill that was terminated, timed out, reset or deleted with what its guardian did, and judges it. */
  'drill.close-abandoned'(call: AbandonedCall): Promise<{ verdict: string; manifestDigest: string }>;
}
