import { type Path, valueAt } from '../../document/mapping.ts';
import type { Operation } from '../../operation/contract.ts';
import type { Json, JsonObject } from '../../operation/json.ts';
import { isOpen, type Resolved } from '../resolve-references.ts';
import { reportUnknown, type Scope } from '../scope.ts';

/** Fields that hold regions and components must name those of the environment; a fault must not take the runner's region. */
export function checkNames(
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
