import type { Path } from '../../document/mapping.ts';
import type { Step as Written } from '../../runbook/step.ts';
import type { PlanStep } from '../plan.ts';
import type { KnownStep, Scope } from '../scope.ts';

/** One serial run of steps, and the steps that have surely ended before the next one of it starts. */
export interface Lane {
  scope: Scope;
  before: Map<string, KnownStep>;
  /** Plans steps that stand inside a step: a verb that has them need not know the other verbs. */
  compileSteps: (lane: Lane, steps: Written[], path: Path) => PlanStep[];
}
