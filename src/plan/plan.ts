import type { Condition } from '../condition/condition.ts';
import type { Target } from '../operation/contract.ts';
import type { Json, JsonObject } from '../operation/json.ts';
import type { ActionMark } from '../operation/meaning.ts';
import type { Surroundings } from '../operation/surroundings.ts';

export type Occasion = 'drill' | 'disaster';

/**
 * Everything that a drill will do: runbook + environment + parameters, compiled and frozen. The workflow interprets it and
 * decides nothing that it could decide. `digest` is SHA-256 over texts, parameters, targets and tool version.
 */
export interface Plan extends PlannedParts {
  schema: 1;
  digest: string;
  toolVersion: string;
  occasion: Occasion;
  runbook: { name: string; title: string; purpose: string; text: string };
  environment: { name: string; text: string };
  parameters: Record<string, Json>;
  pace: { everyMs: number; sustainedMs: number };
  people: Record<string, { roles: string[] }>;
  accept: 'claimed' | 'sso' | 'signed';
  surroundings: Surroundings;
  /** How long undo and heal are retried before a person is asked. */
  undoWithinMs: number;
}

/** What became of the sections of the runbook. */
export interface PlannedParts {
  /** Every target that any step may touch. */
  targets: Target[];
  watches: PlannedWatch[];
  steady: Expectation[];
  steps: PlanStep[];
  settled: Expectation[];
  claims: PlannedClaim[];
  objectives: Objective[];
}

/** A watch on one component; a watch of a many-component need becomes one per component, named `watch/component`. */
export interface PlannedWatch {
  watch: string;
  operation: string;
  component: string;
  with: JsonObject;
  everyMs: number;
}

/** A condition list over a watch, or over the values of a check. */
export interface PlannedExpectations {
  watch: { kind: 'watch'; id: string; watch: string; that: Condition[]; region: string | null };
  check: { kind: 'check'; id: string; that: Condition[] } & PlannedCall;
}
export type Expectation = PlannedExpectations[keyof PlannedExpectations];

/** How an operation is called for one component. */
export interface PlannedCall {
  operation: string;
  component: string | null;
  /** May hold references `{ "$ref": "promote.endpoint" }` to earlier results, filled in by the workflow. */
  with: JsonObject;
  /** Names of the components that the operation is given. */
  sees: string[];
  /** `host`: only on the host that measures, where samples and the fault journal are. */
  runsOn: 'any' | 'host';
  deadlineMs: number;
  attempts: number;
}

export type OnFailure = 'undo' | 'ask' | 'continue';

interface StepBase {
  /** Unique in the plan: `promote`, `swap/checkout`. */
  id: string;
  /** As the runbook calls it; a step on several components becomes several of one name. */
  name: string;
  /** Name of a human or waited mark set when the step ends. */
  mark: string | null;
  /** Null: `undo` before the seal, `ask` after it. */
  onFailure: OnFailure | null;
  /** Ids of steps that must have succeeded. */
  requires: string[];
}

export interface OperationStep extends StepBase, PlannedCall {
  summary: string;
}

export interface CheckStep extends OperationStep {
  verb: 'check';
  /** Rows of a watch on which its rpo rests: ranges in this key of the step's details. */
  proves: { kind: 'rows'; watch: string; in: string } | { kind: 'nothing' };
  that: Condition[];
}
export interface DoStep extends OperationStep {
  verb: 'do';
  /** The measured mark that its end is. */
  marks: ActionMark | 'nothing';
  /** Regions that its input names. */
  regions: string[];
  undo: 'on-abort' | 'at-end' | 'never';
  /** Why it cannot be undone; null when it can. */
  irreversible: string | null;
}
export interface InjectStep extends OperationStep {
  verb: 'inject';
  /** What nobody can use while it is in force. */
  takesAway: { kind: 'region'; region: string } | { kind: 'component' } | { kind: 'nothing' };
  ttlMs: number;
  /** Heal by a later heal step, after a time, or at the end of the drill. */
  heal: { kind: 'step'; step: string } | { kind: 'end' };
}
export interface HealStep extends StepBase {
  verb: 'heal';
  fault: string;
}
export interface ApproveStep extends StepBase {
  verb: 'approve';
  by: string;
  ask: string;
  /** Ids of checks (steps or steady expectations) whose last values are shown. */
  show: string[];
  withinMs: number;
  otherwise: OnFailure;
}
export interface WaitStep extends StepBase {
  verb: 'wait';
  until:
    | { kind: 'time'; ms: number }
    | { kind: 'condition'; watch: string; that: Condition[]; region: string | null };
  withinMs: number;
}
export interface TogetherStep extends StepBase {
  verb: 'together';
  lanes: PlanStep[][];
}

/** The planned step of each verb. */
export interface PlannedSteps {
  check: CheckStep;
  do: DoStep;
  inject: InjectStep;
  heal: HealStep;
  approve: ApproveStep;
  wait: WaitStep;
  together: TogetherStep;
}
export type PlanStep = PlannedSteps[keyof PlannedSteps];

/** The step of one verb. */
export type StepOf<Verb extends PlanStep['verb']> = Extract<PlanStep, { verb: Verb }>;

/** An expectation judged afterwards from the recorded samples alone. */
export interface PlannedClaim {
  claim: string;
  watch: string;
  window: Window;
  that: Condition[];
  region: string | null;
}

/** A stretch of the drill: a step (for a fault: from inject started to heal started), between two marks, everything, or after a step. */
export type Window =
  | { kind: 'step'; step: string }
  | { kind: 'between'; from: string; to: string }
  | { kind: 'all' }
  | { kind: 'after'; step: string; withinMs: number };

/** What was promised for a watch: time without service, and time of lost writes. */
export interface PlannedObjectives {
  rto: { name: 'rto'; watch: string; targetMs: number; region: string | null; that: Condition[] };
  rpo: { name: 'rpo'; watch: string; targetMs: number };
}
export type Objective = PlannedObjectives[keyof PlannedObjectives];

/** All steps of a plan in order, lanes flattened after their group. */
export function flattenSteps(steps: PlanStep[]): PlanStep[] {
  return steps.flatMap((step) => [step, ...lanesOf(step).flatMap(flattenSteps)]);
}

/** The steps inside a step, lane by lane; empty for most. */
export function lanesOf(step: PlanStep): PlanStep[][] {
  return 'lanes' in step ? step.lanes : [];
}

/** Whether the start of this step is the seal: what it does cannot be undone. */
export function isSeal(step: PlanStep): boolean {
  return step.verb === 'do' && step.irreversible !== null;
}
