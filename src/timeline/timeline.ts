import type { Change, Target } from '../operation/contract.ts';
import type { JsonObject } from '../operation/json.ts';
import type { Instant } from '../time/instant.ts';

/** Named instants that the engine measures itself. `mark:` in a runbook names human or waited instants only. */
export const measuredMarks = [
  'injected',
  'impact',
  'fenced',
  'data',
  'traffic',
  'first-ok',
  'sustained',
  'verified',
  'healed',
] as const;

/** Why something failed, as a person reads it. */
export interface Failure {
  kind: string;
  message: string;
  hint: string | null;
}

export interface ExpectationResult {
  id: string;
  held: boolean | 'unknown';
  /** Each condition with what was seen: `ok = 100% (150 samples)`. */
  seen: string[];
  values: Record<string, number | string | boolean>;
}

/**
 * The append-only truth of a drill. Status, clocks, verdict and reports are folds over (plan, timeline, samples).
 * `at` was read on the measuring host by an activity; it is null only for what the workflow itself decided, whose order stands.
 */
export type TimelineEvent = { at: Instant | null } & (
  | { kind: 'drill-started'; by: string | null; reason: string | null; occasion: 'drill' | 'disaster' }
  | { kind: 'watches-started'; watches: string[] }
  | {
      kind: 'expectations-checked';
      phase: 'steady' | 'steady-again' | 'settled';
      results: ExpectationResult[];
    }
  | { kind: 'step-started'; step: string; operation: string | null }
  | {
      kind: 'previewed';
      step: string;
      changes: Change[];
      prior: JsonObject;
      targets: Target[];
      replaces: Target[];
    }
  /** From here on an abort would undo what the action changes, or leave it, as the runbook says. */
  | { kind: 'guarded'; step: string; undo: 'on-abort' | 'at-end' | 'never' }
  | { kind: 'sealed'; step: string; why: string }
  | { kind: 'fault-injecting'; step: string; operation: string; expiresAt: number }
  | {
      kind: 'fault-injected';
      step: string;
      operation: string;
      details: JsonObject;
      /** As the journal has it; absent in timelines of 0.1. */
      expiresAt?: number;
    }
  | { kind: 'fault-confirmed'; step: string; confirmed: boolean; evidence: string }
  | { kind: 'fault-healing'; step: string; by: string }
  | { kind: 'fault-healed'; step: string; by: string; healed: boolean; evidence: string }
  | { kind: 'undone'; step: string; operation: string; by: string; evidence: string }
  | {
      kind: 'undo-failed';
      step: string;
      operation: string;
      failure: Failure;
      /** Who left it as it is, and why. */
      givenUp?: { name: string | null; reason: string | null };
    }
  | { kind: 'kept'; step: string; operation: string; why: string }
  | {
      kind: 'calls-answered';
      step: string;
      /** When the activity that made them began; `at` is its end. */
      startedAt: Instant;
      /** AWS calls that succeeded: region -> service -> count. */
      calls: Record<string, Record<string, number>>;
    }
  | { kind: 'approval-asked'; step: string; code: string; role: string; ask: string }
  | {
      kind: 'approval-answered';
      step: string;
      decision: 'approved' | 'declined' | 'expired' | 'aborted';
      name: string | null;
      assurance: 'claimed' | 'sso' | 'signed' | null;
      via: 'update' | 'signal' | null;
      applied: boolean;
    }
  | { kind: 'message-refused'; message: string; why: string }
  | { kind: 'mark'; name: string; step: string; how: string }
  | { kind: 'step-asked'; step: string; failure: Failure }
  | {
      kind: 'step-decided';
      step: string;
      decision: 'retry' | 'skip' | 'give-up' | 'aborted';
      name: string | null;
      reason: string | null;
    }
  | {
      kind: 'step-finished';
      step: string;
      status: 'done' | 'failed' | 'skipped' | 'aborted';
      attempts: number;
      values: Record<string, number | string | boolean>;
      details: JsonObject;
      failure: Failure | null;
    }
  | { kind: 'aborted'; name: string | null; reason: string | null; sealed: boolean }
  | { kind: 'leftovers-found'; leftovers: string[] }
  | { kind: 'drill-finished'; outcome: 'completed' | 'undone' | 'aborted' | 'stuck'; clean: boolean }
);
