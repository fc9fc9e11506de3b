import type { Path } from '../document/mapping.ts';
import type { Condition, Measure } from '../condition/condition.ts';
import { parseCondition } from '../condition/parse-condition.ts';
import { reportUnknown, type BoundWatch, type Scope } from './scope.ts';

/** Parses conditions by the names that they may use; null (reported) when any is wrong. */
function compileConditions(
  scope: Scope,
  { texts, names }: { texts: string[]; names: Record<string, Measure> },
  path: Path,
): Condition[] | null {
  const conditions = texts.flatMap((text, index) => {
    const parsed = parseCondition(text, names);
    if ('condition' in parsed) return [parsed.condition];
    scope.report([...path, index], parsed.what, parsed.hint);
    return [];
  });
  return conditions.length === texts.length ? conditions : null;
}

/** Conditions over the values of a check, which have no steady share to compare with. */
export function compileCheckConditions(
  scope: Scope,
  { texts, names }: { texts: string[]; names: Record<string, Measure> },
  path: Path,
): Condition[] | null {
  const conditions = compileConditions(scope, { texts, names }, path);
  const relative = conditions?.findIndex((condition) => condition.of !== null) ?? -1;
  if (relative === -1) return conditions;
  scope.report(
    [...path, relative],
    'expected a value for a check, got a share "of steady"',
    'only watches are measured in steady',
  );
  return null;
}

/** A watch's conditions for one of its components. */
export interface WatchConditions {
  watch: string;
  component: string;
  that: Condition[];
}

/** Conditions over a watch, for every component that it watches; null (reported) when anything is wrong. */
export function compileWatchConditions(
  scope: Scope,
  { watch, that }: { watch: string; that: string[] },
  path: Path,
): WatchConditions[] | null {
  const bound = findWatch(scope, watch, [...path, 'watch']);
  if (bound === null) return null;
  const found: WatchConditions[] = [];
  for (const { name, component, names } of bound.planned) {
    const conditions = compileConditions(scope, { texts: that, names }, [...path, 'that']);
    if (conditions === null) return null;
    found.push({ watch: name, component: component.name, that: conditions });
  }
  return found.length === 0 ? null : found;
}

function findWatch(scope: Scope, name: string, path: Path): BoundWatch | null {
  const bound = scope.watches.get(name);
  if (bound === undefined)
    reportUnknown(scope, path, { noun: 'watch', name, known: [...scope.watches.keys()] });
  return bound ?? null;
}
