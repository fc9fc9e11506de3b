import type { Catalog, Target } from '../operation/contract.ts';
import { findOperation } from '../operation/find-operation.ts';
import { fieldsOf } from '../operation/meaning.ts';
import { flattenSteps, type PlanStep } from './plan.ts';
import type { Scope } from './scope.ts';

/**
 * Everything that a step may touch: what stands behind the components that the needs were bound to, and the regions that
 * operations without a component name.
 */
export function listTargets(scope: Scope, catalog: Catalog, steps: PlanStep[]): Target[] {
  const bound = new Map(
    [...scope.needs.values()].flatMap((need) => need.components).map((each) => [each.name, each]),
  );
  const behind = [...bound.values()].flatMap(({ targets }) => targets);
  const regions = new Set(flattenSteps(steps).flatMap((step) => regionsOf(catalog, step)));
  return [...behind, ...[...regions].map((region) => ({ component: region, region, id: region }))];
}

function regionsOf(catalog: Catalog, step: PlanStep): string[] {
  if (!('operation' in step) || step.component !== null) return [];
  const operation = findOperation(catalog, step.operation);
  return fieldsOf(operation ?? {}, 'region')
    .flatMap((field) => [step.with[field]].flat())
    .filter((region) => typeof region === 'string');
}
