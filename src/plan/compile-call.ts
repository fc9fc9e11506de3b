import { z } from 'zod';
import { explainIssues, toPath } from '../document/explain-issues.ts';
import { type Path, valueAt } from '../document/mapping.ts';
import { schemaAt } from '../document/schema-at.ts';
import { suggestName } from '../errors/suggestion.ts';
import type { Operation, OperationKind } from '../operation/contract.ts';
import type { Json, JsonObject } from '../operation/json.ts';
import type { Component } from '../operation/surroundings.ts';
import { resolveMapping, type References, type Resolved } from './resolve-references.ts';
import { reportUnknown, type Scope } from './scope.ts';

/** An operation as a runbook calls it, in a step, an expectation or a watch. */
export interface WrittenCall {
  operation: string;
  kind: OperationKind;
  /** The key that named the operation: `do`, `check`, `sample`. */
  key: string;
  target: string | undefined;
  with: JsonObject;
}

/** A call that can be planned: one component each, or a single null when the operation takes no target. */
export interface CompiledCall<Found extends Operation = Operation> {
  operation: Found;
  components: (Component | null)[];
  with: JsonObject;
}

const verbOf: Record<OperationKind, string> = {
  check: 'check',
  action: 'do',
  fault: 'inject',
  sampler: 'sample',
};
const nounOf: Record<OperationKind, string> = {
  check: 'a check',
  action: 'an action',
  fault: 'a fault',
  sampler: 'a sampler',
};

/** Finds the operation, its components and its input; null (reported) when any of them is wrong. */
export function compileCall(references: References, call: WrittenCall, path: Path): CompiledCall | null {
  const operation = findOperation(references.scope, call, [...path, call.key]);
  if (operation === null) return null;
  const components = findComponents(references.scope, { call, operation }, path);
  const input = compileInput(references, { operation, input: call.with }, [...path, 'with']);
  return components === null || input === null ? null : { operation, components, with: input };
}

function findOperation(scope: Scope, call: WrittenCall, path: Path): Operation | null {
  const found = scope.operations.find((operation) => operation.id === call.operation);
  if (found?.kind === call.kind) return found;
  if (found !== undefined) {
    const what = `wrong kind of operation: expected ${nounOf[call.kind]}, got "${found.id}", which is ${nounOf[found.kind]}`;
    scope.report(path, what, `write it as ${verbOf[found.kind]}: ${found.id}`);
    return null;
  }
  const known = scope.operations
    .filter((operation) => operation.kind === call.kind)
    .map((operation) => operation.id);
  const suggestion =
    suggestName(call.operation, known) ??
    suggestName(
      call.operation,
      scope.operations.map((each) => each.id),
    );
  const hint = suggestion === null ? `one of ${known.join(', ')}` : `did you mean "${suggestion}"?`;
  scope.report(path, `unknown operation: expected ${nounOf[call.kind]}, got "${call.operation}"`, hint);
  return null;
}

function findComponents(
  scope: Scope,
  { call, operation }: { call: WrittenCall; operation: Operation },
  path: Path,
): (Component | null)[] | null {
  const kinds = operation.componentKinds;
  if (call.target === undefined) {
    if (kinds.length === 0) return [null];
    scope.report(
      path,
      `missing target: expected a need of kind ${kinds.join(' or ')}, got nothing`,
      'add target: ...',
    );
    return null;
  }
  const targetPath = [...path, 'target'];
  if (kinds.length === 0) {
    scope.report(
      targetPath,
      `expected no target for ${operation.id}, got "${call.target}"`,
      'leave target out',
    );
    return null;
  }
  const components = componentsOf(scope, call.target, targetPath);
  const wrong = components?.find((component) => !kinds.includes(component.kind));
  if (wrong === undefined) return components;
  const got = `"${wrong.name}" of kind ${wrong.kind}`;
  scope.report(
    targetPath,
    `wrong kind of component: expected ${kinds.join(' or ')} for ${operation.id}, got ${got}`,
  );
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

function compileInput(
  references: References,
  { operation, input }: { operation: Operation; input: JsonObject },
  path: Path,
): JsonObject | null {
  const resolved = resolveMapping(references, input, path);
  const { scope } = references;
  const parsed = operation.with.safeParse(resolved.value);
  const issues = parsed.success
    ? []
    : parsed.error.issues.filter((issue) => !isOpen(resolved, toPath(issue.path)));
  const findings = explainIssues({ schema: operation.with, value: resolved.value }, issues);
  for (const { path: inner, what, hint } of findings) scope.report([...path, ...inner], what, hint);
  const misfits = findMisfits(operation, resolved);
  for (const { path: inner, measure } of misfits) {
    scope.report(
      [...path, ...inner],
      `wrong kind of result: expected what ${operation.id} takes here, got a ${measure}`,
    );
  }
  checkNames(scope, { operation, resolved }, path);
  if (findings.length + misfits.length + resolved.broken.length > 0) return null;
  // With results that come later the schema can judge only when they are there: the input goes on as it was written.
  return parsed.success ? parsed.data : resolved.value;
}

/** Whether a path lies at or below a reference whose value is not known now. */
function isOpen({ later, broken }: Resolved<JsonObject>, path: Path): boolean {
  const open = [...later.map((reference) => reference.path), ...broken];
  return open.some((at) => at.every((segment, index) => path[index] === segment));
}

/** Later results whose type the schema does not take at their place. */
function findMisfits(
  operation: Operation,
  { value, later }: Resolved<JsonObject>,
): Resolved<JsonObject>['later'] {
  return later.filter(({ path, measure }) => {
    const schema = measure === null ? null : schemaAt(operation.with, value, path);
    if (schema === null) return false;
    const example = measure === 'text' ? 'text' : measure === 'boolean' ? true : 1;
    return z.safeParse(schema, example).error?.issues.some(({ code }) => code === 'invalid_type') ?? false;
  });
}

/** Fields that hold regions and components must name those of the environment; a fault must not take the runner's region. */
function checkNames(
  scope: Scope,
  { operation, resolved }: { operation: Operation; resolved: Resolved<JsonObject> },
  path: Path,
): void {
  const regions = Object.keys(scope.surroundings.regions);
  const components = Object.keys(scope.surroundings.components);
  for (const field of operation.regionFields ?? []) {
    if (operation.kind === 'fault') checkFaultRegion(scope, { field, resolved }, path);
    if (isOpen(resolved, [field])) continue;
    checkListed(scope, { noun: 'region', value: resolved.value[field], known: regions }, [...path, field]);
  }
  if (operation.needsSamples && !isOpen(resolved, ['watch'])) {
    // An operation that reads samples names their watch in `watch`.
    const known = [...scope.watches.values()].flatMap(({ planned }) => planned.map(({ name }) => name));
    const hasBroken = [...scope.watches.values()].some(({ planned }) => planned.length === 0);
    const value = resolved.value['watch'];
    if (!hasBroken) checkListed(scope, { noun: 'watch', value, known }, [...path, 'watch']);
  }
  for (const field of operation.componentFields ?? []) {
    if (isOpen(resolved, [field])) continue;
    checkListed(scope, { noun: 'component', value: resolved.value[field], known: components }, [
      ...path,
      field,
    ]);
  }
}

function checkListed(
  scope: Scope,
  listed: { noun: string; value: Json | undefined; known: string[] },
  path: Path,
): void {
  const { noun, known } = listed;
  for (const name of [listed.value ?? []].flat()) {
    if (typeof name === 'string' && !known.includes(name)) reportUnknown(scope, path, { noun, name, known });
  }
}

function checkFaultRegion(
  scope: Scope,
  fault: { field: string; resolved: Resolved<JsonObject> },
  path: Path,
): void {
  const { field, resolved } = fault;
  const { runner } = scope.environment;
  if (resolved.later.some(({ path: at }) => at[0] === field)) {
    scope.report(
      [...path, field],
      'expected the region of a fault to be known before the drill, got a later result',
    );
  }
  if (runner === undefined || ![valueAt(resolved.value, [field])].flat().includes(runner)) return;
  const what = `fault would hit its own runner: expected a region other than ${runner}, got "${runner}"`;
  scope.report(
    [...path, field],
    what,
    'Temporal, worker and evidence live there: run the drill from another region',
  );
}
