import type { Step as Written } from '../runbook/step.ts';
import type { PlanStep } from './plan.ts';
import type { KnownStep, Scope } from './scope.ts';

/** One serial run of steps, and the steps that have surely ended before the next one of it starts. */
export interface Lane {
  scope: Scope;
  before: Map<string, KnownStep>;
}

/** What every step has in the plan, as it was written. */
export function stepBase(written: Written): Pick<PlanStep, 'id' | 'mark' | 'onFailure' | 'requires'> {
  return {
    id: written.step,
    mark: written.mark ?? null,
    onFailure: written.onFailure ?? null,
    requires: written.requires,
  };
}

/** One step for one component; a group of lanes, `step/component`, for several. */
export function spreadStep<Part extends { component: string | null }>(
  written: Written,
  parts: Part[],
  build: (base: ReturnType<typeof stepBase>, part: Part) => PlanStep,
): PlanStep {
  const base = stepBase(written);
  if (parts.length === 1) return build(base, parts[0]!);
  const lanes = parts.map((part) => {
    const id = `${base.id}/${part.component ?? ''}`;
    return [build({ id, mark: null, onFailure: base.onFailure, requires: [] }, part)];
  });
  return { verb: 'together', ...base, lanes };
}
