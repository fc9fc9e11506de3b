import type { Path } from '../../document/mapping.ts';
import { verbOf, type Step as Written, type StepForms, type Verb } from '../../runbook/step.ts';
import type { PlannedSteps, PlanStep } from '../plan.ts';
import { approveVerb } from './approve.ts';
import { checkVerb } from './check.ts';
import { doVerb } from './do.ts';
import { healVerb } from './heal.ts';
import { injectVerb } from './inject.ts';
import type { Lane } from './lane.ts';
import { togetherVerb } from './together.ts';
import type { VerbRules } from './verb-rules.ts';
import { waitVerb } from './wait.ts';

/** Every verb of the language. One that is missing here does not compile. */
const verbs: { [V in Verb | PlanStep['verb']]: VerbRules<V> } = {
  check: checkVerb,
  do: doVerb,
  inject: injectVerb,
  heal: healVerb,
  approve: approveVerb,
  wait: waitVerb,
  together: togetherVerb,
};

/** Plans one step by its verb; null (reported) when anything in it is wrong. */
export function compileStep(lane: Lane, written: Written, path: Path): PlanStep | null {
  return compileBy(verbOf(written), { lane, written }, path);
}

function compileBy<V extends Verb>(
  verb: V,
  { lane, written }: { lane: Lane; written: StepForms[V] },
  path: Path,
): PlanStep | null {
  return verbs[verb].compile(lane, written, path);
}

/** What one step does, in parts, without the steps inside of it; `isSealed`: it comes after the point of no return. */
export function describeStep(step: PlanStep, isSealed: boolean): string[] {
  return describeBy(step.verb, step, isSealed);
}

function describeBy<V extends Verb>(verb: V, step: PlannedSteps[V], isSealed: boolean): string[] {
  return verbs[verb].describe(step, isSealed);
}

/** How long steps one after the other may take by their limits, looks and retries included. */
export function worstCaseMs(steps: PlanStep[]): number {
  return steps.reduce((sumMs, step) => sumMs + worstCaseBy(step.verb, step), 0);
}

function worstCaseBy<V extends Verb>(verb: V, step: PlannedSteps[V]): number {
  return verbs[verb].worstCaseMs(step, worstCaseMs);
}
