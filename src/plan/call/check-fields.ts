import { type Path, valueAt } from '../../document/mapping.ts';
import { parseDurationMs } from '../../time/duration.ts';
import type { Operation } from '../../operation/contract.ts';
import type { Json, JsonObject } from '../../operation/json.ts';
import { fieldsOf, type FieldKind } from '../../operation/meaning.ts';
import { isOpen, type Resolved } from '../resolve-references.ts';
import { reportUnknown, type Scope } from '../scope.ts';

/** The input of a call, its references filled in as far as they are known. */
interface Input {
  operation: Operation;
  resolved: Resolved<JsonObject>;
}

/** Fields that hold regions, components and watches must name those that there are; a fault must not take the runner's region. */
export function checkFields(scope: Scope, { operation, resolved }: Input, path: Path): void {
  if (operation.kind === 'fault' && typeof operation.takesAway === 'object')
    checkLostRegion(scope, { field: operation.takesAway.region, resolved }, path);
  for (const noun of ['region', 'component', 'watch'] as const) {
    const known = namesOf(scope)[noun];
    for (const field of fieldsOf(operation, noun)) {
      if (known === null || isOpen(resolved, [field])) continue;
      checkListed(scope, { noun, value: resolved.value[field], known }, [...path, field]);
    }
  }
}

/** What a field may name; null: not known, because one of them is wrong, which was reported. */
function namesOf({ surroundings, watches }: Scope): Record<Exclude<FieldKind, 'duration'>, string[] | null> {
  const bound = [...watches.values()].map(({ planned }) => planned.map(({ name }) => name));
  return {
    region: Object.keys(surroundings.regions),
    component: Object.keys(surroundings.components),
    watch: bound.some((names) => names.length === 0) ? null : bound.flat(),
  };
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

function checkLostRegion(
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

/** Durations as milliseconds: `30s` becomes 30000. What is none is reported and counts as broken. */
export function readDurations(
  scope: Scope,
  { operation, resolved }: Input,
  path: Path,
): Resolved<JsonObject> {
  const read: Resolved<JsonObject> = {
    ...resolved,
    value: { ...resolved.value },
    broken: [...resolved.broken],
  };
  for (const field of fieldsOf(operation, 'duration')) {
    const written = resolved.value[field];
    if (written === undefined || isOpen(resolved, [field])) continue;
    const ms = typeof written === 'string' ? parseDurationMs(written) : null;
    if (ms !== null) read.value[field] = ms;
    else {
      scope.report([...path, field], `expected a duration such as 30s, got ${JSON.stringify(written)}`);
      read.broken.push([field]);
    }
  }
  return read;
}
