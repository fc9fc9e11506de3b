import type { JsonObject } from '../operation/json.ts';
import type { Finding } from './finding.ts';
import type { ReportedObjective } from './objectives/tell-objectives.ts';
import type { Verdict } from './verdict.ts';

export type DrillOutcome = 'completed' | 'undone' | 'aborted' | 'stuck';

/** The report of a drill. A released contract: fields are added, never renamed. */
export interface Report {
  schema: 1;
  drill: string;
  key: string;
  runbook: string;
  environment: string;
  occasion: 'drill' | 'disaster';
  reason: string | null;
  startedBy: { name: string | null; assurance: string };
  planDigest: string;
  source: { commit: string | null; toolVersion: string };
  startedAt: string;
  finishedAt: string;
  verdict: Verdict;
  outcome: DrillOutcome;
  clean: boolean;
  headline: string;
  objectives: ReportedObjective[];
  /** Instants as ISO texts. */
  marks: Record<string, string>;
  stages: { name: string; ms: number; human: boolean }[];
  checks: ReportedCheck[];
  faults: {
    step: string;
    operation: string;
    /** Whether anybody began to inject it. Absent in reports of earlier versions. */
    injected?: boolean;
    confirmed: boolean;
    healed: boolean;
    healedBy: string | null;
    evidence: string;
  }[];
  undo: { step: string; operation: string; done: boolean; evidence: string }[];
  steps: {
    step: string;
    operation: string | null;
    status: string;
    ms: number;
    attempts: number;
    failure: string | null;
  }[];
  approvals: {
    step: string;
    name: string | null;
    decision: string;
    assurance: string | null;
    notStarter: boolean;
    planDigest: string;
    waitedMs: number;
  }[];
  /** AWS calls per region and service, as counted by our own clients. */
  calls: Record<string, Record<string, number>>;
  /** There may have been more: an attempt died before it could say what it had called, or somebody else healed. */
  callsAtLeast: boolean;
  scope: JsonObject;
  gaps: { watch: string; fromMs: number; toMs: number; why: string }[];
  findings: Finding[];
  kept: { step: string; operation: string; why: string }[];
  leftovers: string[];
  drift: string[];
  previous: null;
}

/** Fields of a report that grow with the drill: lists, and records with any keys. */
export type ListField = {
  [Field in keyof Report]: Report[Field] extends unknown[]
    ? Field
    : string extends keyof Report[Field]
      ? Field
      : never;
}[keyof Report];

const few = 40;

/**
 * How many entries each list of a report has at most, and what they are called where some are left out. A report travels through
 * Temporal: it stays under 256 kB.
 */
export const bounds: { [Field in ListField]: { most: number; called: string } } = {
  objectives: { most: few, called: 'objectives' },
  stages: { most: few, called: 'stages' },
  marks: { most: few, called: 'marks' },
  checks: { most: 80, called: 'checks' },
  faults: { most: few, called: 'faults' },
  undo: { most: few, called: 'undo entries' },
  steps: { most: 120, called: 'steps' },
  approvals: { most: few, called: 'approvals' },
  gaps: { most: few, called: 'gaps' },
  findings: { most: few, called: 'findings' },
  kept: { most: few, called: 'kept entries' },
  leftovers: { most: few, called: 'leftovers' },
  drift: { most: few, called: 'drift entries' },
  calls: { most: few, called: 'regions with AWS calls' },
  scope: { most: few, called: 'parts of the scope' },
};

export interface ReportedCheck {
  name: string;
  kind:
    | 'steady'
    | 'baseline'
    | 'fault'
    | 'claim'
    | 'objective'
    | 'integrity'
    | 'tried'
    | 'steady-again'
    | 'settled'
    | 'healed'
    | 'ttl'
    | 'lost-region';
  quote: string;
  /** ISO from and to of the window; empty when it has none. */
  window: string[];
  counts: Record<string, number>;
  verdict: Verdict | 'not-applicable';
  why: string;
}
