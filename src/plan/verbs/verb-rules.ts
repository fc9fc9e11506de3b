import type { Path } from '../../document/mapping.ts';
import type { StepForms, Verb } from '../../runbook/step.ts';
import type { PlannedSteps, PlanStep } from '../plan.ts';
import type { Lane } from './lane.ts';

/** All that the compiler knows of one verb. */
export interface VerbRules<V extends Verb> {
  /** Plans a step as it was written at `path`; null (reported) when anything in it is wrong. */
  compile(lane: Lane, written: StepForms[V], path: Path): PlanStep | null;
  /** What the step does, for people, in parts; `isSealed`: it comes after the point of no return. */
  describe(step: PlannedSteps[V], isSealed: boolean): string[];
  /** How long the step may take by its limits, looks and retries included; `sumOf` adds up the steps inside of it. */
  worstCaseMs(step: PlannedSteps[V], sumOf: (steps: PlanStep[]) => number): number;
}
