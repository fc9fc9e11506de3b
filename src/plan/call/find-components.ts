import type { Path } from '../../document/mapping.ts';
import { kindsOffering } from '../../operation/component-kind.ts';
import type { Operation } from '../../operation/contract.ts';
import { sayKind } from '../../operation/kind-name.ts';
import type { Component } from '../../operation/surroundings.ts';
import { reportUnknown, type Scope } from '../scope.ts';
import type { WrittenCall } from './call.ts';

/** The components that a call targets, or a single null for an operation without a target; null (reported) when they do not fit. */
export function findComponents(
  scope: Scope,
  { call, operation }: { call: WrittenCall; operation: Operation },
  path: Path,
): (Component | null)[] | null {
  const { on } = operation;
  const kinds = kindsOffering(scope.kinds, on).join(' or ');
  if (call.target === undefined) {
    if (on.length === 0) return [null];
    scope.report(path, `missing target: expected a need of kind ${kinds}, got nothing`, 'add target: ...');
    return null;
  }
  const targetPath = [...path, 'target'];
  if (on.length === 0) {
    scope.report(
      targetPath,
      `expected no target for ${operation.id}, got "${call.target}"`,
      'leave target out',
    );
    return null;
  }
  const components = componentsOf(scope, call.target, targetPath);
  const wrong = components?.find(({ traits }) => !on.every(({ name }) => Object.hasOwn(traits, name)));
  if (wrong === undefined) return components;
  const got = `"${wrong.name}" of kind ${sayKind(wrong.kind)}`;
  scope.report(targetPath, `wrong kind of component: expected ${kinds} for ${operation.id}, got ${got}`);
  return null;
}

/** The components of a need, or of `$parameter` where that is a component; null when there are none (reported). */
function componentsOf(scope: Scope, target: string, path: Path): Component[] | null {
  const parameter = target.startsWith('$') ? target.slice(1) : null;
  if (parameter !== null && Object.hasOwn(scope.runbook.parameters, parameter)) {
    const names = scope.parameters[parameter];
    if (scope.runbook.parameters[parameter]!.type !== 'component') {
      scope.report(path, `expected a parameter of type component, got "${target}"`);
      return null;
    }
    const found = [names ?? []].flat().flatMap((name) => {
      return typeof name === 'string' ? (scope.surroundings.components[name] ?? []) : [];
    });
    return found.length === 0 ? null : found;
  }
  const need = scope.needs.get(target);
  if (need === undefined) {
    reportUnknown(scope, path, { noun: 'need', name: target, known: [...scope.needs.keys()] });
    return null;
  }
  return need.components.length === 0 ? null : need.components;
}
