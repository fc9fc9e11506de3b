import type { Step as Written } from '../../runbook/step.ts';
import type { PlanStep } from '../plan.ts';

type StepBase = Pick<PlanStep, 'id' | 'name' | 'mark' | 'onFailure' | 'requires'>;

/** What every step has in the plan, as it was written. */
export function stepBase(written: Written): StepBase {
  return {
    id: written.step,
    name: written.step,
    mark: written.mark ?? null,
    onFailure: written.onFailure ?? null,
    requires: written.requires,
  };
}

/** One step for one component; a group of lanes, `step/component`, for several. */
export function spreadStep<Part extends { component: string | null }>(
  written: Written,
  parts: Part[],
  build: (base: StepBase, part: Part) => PlanStep,
): PlanStep {
  const base = stepBase(written);
  if (parts.length === 1) return build(base, parts[0]!);
  const lanes = parts.map((part) => {
    const id = `${base.id}/${part.component ?? ''}`;
    return [build({ ...base, id, mark: null, requires: [] }, part)];
  });
  return { verb: 'together', ...base, lanes };
}
