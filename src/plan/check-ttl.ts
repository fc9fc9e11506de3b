import { formatDuration } from '../time/duration.ts';
import { flattenSteps, type InjectStep, type PlanStep } from './plan.ts';
import type { Scope } from './scope.ts';
import { worstCaseMs } from './verbs/verbs.ts';

/** Worst case of one part of a drill. */
interface Part {
  name: string;
  ms: number;
}

/**
 * Refuses a fault whose ttl is shorter than the worst case of everything until its heal, looks and retries included: the clock
 * would heal it in the middle of the drill. How long people take to answer what a failed step asks, nobody knows.
 */
export function checkTtls(scope: Scope, steps: PlanStep[]): void {
  for (const fault of flattenSteps(steps).filter((step) => step.verb === 'inject')) {
    const parts = partsUntilHeal(steps, fault);
    const worstMs = parts.reduce((sum, part) => sum + part.ms, 0);
    if (fault.ttlMs >= worstMs) continue;
    const sum = parts.map(({ name, ms }) => `${name} ${formatDuration(ms)}`).join(' + ');
    const path = scope.names.steps.get(fault.name)!;
    const what = `ttl too short: expected at least ${formatDuration(worstMs)} until its heal, got ${formatDuration(fault.ttlMs)}`;
    scope.report(
      [...path, 'ttl'],
      what,
      `the worst case, with looks and retries, is ${sum}: raise the ttl, lower deadlines or heal earlier`,
    );
  }
}

function partsUntilHeal(steps: PlanStep[], fault: InjectStep): Part[] {
  const healId = fault.heal.kind === 'step' ? fault.heal.step : null;
  const first = steps.findIndex((step) => contains(step, fault.id));
  const last = healId === null ? steps.length - 1 : steps.findIndex((step) => contains(step, healId));
  const parts = steps.slice(first, last + 1).map((step) => ({ name: step.id, ms: worstCaseMs([step]) }));
  return parts.filter(({ ms }) => ms > 0);
}

function contains(step: PlanStep, id: string): boolean {
  return flattenSteps([step]).some((inner) => inner.id === id);
}
