import type { Path } from '../document/mapping.ts';
import { kindNamed, sayKind } from '../operation/kind-name.ts';
import type { Component } from '../operation/surroundings.ts';
import { reportUnknown, type BoundNeed, type Scope } from './scope.ts';

/**
 * Binds each need to components: those that the environment's `bind` names for this runbook, else the only component of
 * the kind, else (for `[kind]`) all of the kind.
 */
export function bindNeeds(scope: Scope, kinds: string[]): Map<string, BoundNeed> {
  const { runbook, environment } = scope;
  const bound = ownValue(environment.bind, runbook.runbook) ?? {};
  for (const name of Object.keys(bound)) {
    if (Object.hasOwn(runbook.needs, name)) continue;
    const path = ['bind', runbook.runbook, name];
    reportUnknown(scope, path, {
      file: 'environment',
      noun: 'need',
      name,
      known: Object.keys(runbook.needs),
    });
  }
  const needs = Object.entries(runbook.needs).map(([name, need]): [string, BoundNeed] => {
    const isMany = Array.isArray(need);
    const kind = isMany ? need[0]! : need;
    const path = isMany ? ['needs', name, 0] : ['needs', name];
    if (!kinds.includes(kind)) {
      reportUnknown(scope, path, { noun: 'kind', name: kind, known: kinds });
      return [name, { isMany, components: [] }];
    }
    const names = ownValue(bound, name);
    const wanted = { need: name, kind, isMany, path };
    return [
      name,
      { isMany, components: names ? bindNamed(scope, wanted, names) : bindByKind(scope, wanted) },
    ];
  });
  return new Map(needs);
}

interface Wanted {
  need: string;
  kind: string;
  isMany: boolean;
  path: Path;
}

function bindNamed(scope: Scope, { need, kind, isMany }: Wanted, names: string[]): Component[] {
  const path = ['bind', scope.runbook.runbook, need];
  const components = names.flatMap((name) => {
    const component = ownValue(scope.surroundings.components, name);
    if (component === undefined) {
      if (Object.hasOwn(scope.environment.components, name)) return [];
      const known = namesOfKind(scope, kind);
      reportUnknown(scope, path, { file: 'environment', noun: `component of kind ${kind}`, name, known });
      return [];
    }
    if (component.kind === kindNamed(kind)) return [component];
    scope.reportEnvironment(
      path,
      `wrong kind: expected a component of kind ${kind}, got "${name}" of kind ${sayKind(component.kind)}`,
    );
    return [];
  });
  if (isMany || components.length <= 1) return components;
  scope.reportEnvironment(path, `expected one component for the need "${need}", got ${names.join(', ')}`);
  return [];
}

function bindByKind(scope: Scope, { need, kind, isMany, path }: Wanted): Component[] {
  const candidates = namesOfKind(scope, kind);
  if (candidates.length === 1 || (isMany && candidates.length > 1)) {
    return candidates.map((name) => scope.surroundings.components[name]!);
  }
  const all = Object.keys(scope.environment.components).length;
  // A component that could not be read has been reported already; it may be the one.
  if (candidates.length === 0 && all > Object.keys(scope.surroundings.components).length) return [];
  const { environment } = scope.surroundings;
  const got = candidates.length === 0 ? 'none' : candidates.join(', ');
  const hint =
    candidates.length === 0
      ? `add a component of kind ${kind} to the environment`
      : `say which in the environment: bind: { ${scope.runbook.runbook}: { ${need}: ${candidates[0]} } }`;
  scope.report(
    path,
    `missing component: expected one of kind ${kind} in environment ${environment}, got ${got}`,
    hint,
  );
  return [];
}

function namesOfKind({ surroundings }: Scope, kind: string): string[] {
  return Object.values(surroundings.components).flatMap((component) =>
    component.kind === kindNamed(kind) ? [component.name] : [],
  );
}

function ownValue<Value>(record: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
