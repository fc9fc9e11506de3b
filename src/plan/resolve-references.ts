import type { Path } from '../document/mapping.ts';
import type { Measure } from '../condition/condition.ts';
import type { Json, JsonObject } from '../operation/json.ts';
import { writeValue } from './describe-words.ts';
import { reportUnknown, type KnownStep, type Scope } from './scope.ts';

/** A value with its references filled in. Results of earlier steps stay `{ "$ref": "step.name" }` and are listed in `later`. */
export interface Resolved<Value> {
  value: Value;
  later: { path: Path; measure: Measure | null }[];
  /** Paths that could not be resolved; that has been reported. */
  broken: Path[];
}

export interface References {
  scope: Scope;
  /** Steps that have surely ended before this one starts, by id. */
  before: ReadonlyMap<string, KnownStep>;
}

/** Fills in `$parameter`, `$need` (component names), `$step.name` and `$marks.name` inside a mapping; `path` is for messages. */
export function resolveMapping(
  references: References,
  mapping: JsonObject,
  path: Path,
): Resolved<JsonObject> {
  const later: Resolved<JsonObject>['later'] = [];
  const broken: Path[] = [];
  const resolve = (value: Json, inner: Path): Json => {
    if (Array.isArray(value)) return value.map((entry, index) => resolve(entry, [...inner, index]));
    if (typeof value === 'object' && value !== null) return resolveEntries(value, inner);
    if (typeof value !== 'string' || !/^\$[A-Za-z]/.test(value)) return value;
    const found = resolveReference(references, value, [...path, ...inner]);
    if (found === null) broken.push(inner);
    else if ('later' in found) later.push({ path: inner, measure: found.measure });
    return found === null ? value : 'later' in found ? { $ref: found.later } : found.value;
  };
  const resolveEntries = (entries: JsonObject, inner: Path): JsonObject =>
    Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, resolve(entry, [...inner, key])]));
  return { value: resolveEntries(mapping, []), later, broken };
}

/** Whether a path lies at or below a reference whose value is not known now. */
export function isOpen({ later, broken }: Resolved<JsonObject>, path: Path): boolean {
  const open = [...later.map((reference) => reference.path), ...broken];
  return open.some((at) => at.every((segment, index) => path[index] === segment));
}

/** A text that is one region: `$to` or the name itself; null (reported) when it is none. */
export function resolveRegion(scope: Scope, text: string, path: Path): string | null {
  const found = text.startsWith('$')
    ? resolveReference({ scope, before: new Map() }, text, path)
    : { value: text };
  if (found === null || 'later' in found) return null;
  const regions = Object.keys(scope.surroundings.regions);
  if (typeof found.value === 'string' && regions.includes(found.value)) return found.value;
  reportUnknown(scope, path, { noun: 'region', name: writeValue(found.value), known: regions });
  return null;
}

/** A sentence with `$parameter` replaced by its value. */
export function fillText(scope: Scope, text: string, path: Path): string {
  return text.replaceAll(/\$([A-Za-z][A-Za-z0-9-]*)/g, (whole, name: string) => {
    const found = resolveName(scope, name, path);
    return found === null ? whole : writeValue(found.value);
  });
}

type Found = { value: Json } | { later: string; measure: Measure | null } | null;

function resolveReference(references: References, text: string, path: Path): Found {
  const match = /^\$([A-Za-z][A-Za-z0-9-]*)(?:\.([A-Za-z][A-Za-z0-9-]*))?$/.exec(text);
  if (match === null) {
    references.scope.report(
      path,
      `expected a reference such as $to or $step.name, got "${text.slice(0, 60)}"`,
    );
    return null;
  }
  const [, head, name] = match;
  if (name === undefined) return resolveName(references.scope, head!, path);
  return head === 'marks'
    ? resolveMark(references, name, path)
    : resolveResult(references, { step: head!, name }, path);
}

function resolveName(scope: Scope, name: string, path: Path): { value: Json } | null {
  const { runbook, parameters, needs } = scope;
  if (Object.hasOwn(parameters, name)) return { value: parameters[name]! };
  if (Object.hasOwn(runbook.parameters, name)) return null;
  const need = needs.get(name);
  if (need === undefined) {
    const known = [...Object.keys(runbook.parameters), ...needs.keys()];
    reportUnknown(scope, path, {
      noun: 'reference',
      name: `$${name}`,
      known: known.map((each) => `$${each}`),
    });
    return null;
  }
  const names = need.components.map((component) => component.name);
  if (names.length === 0) return null;
  return { value: need.isMany ? names : names[0]! };
}

function resolveMark({ scope, before }: References, name: string, path: Path): Found {
  const known = [...before.values()].flatMap(({ mark }) => (mark === null ? [] : [mark]));
  if (known.includes(name)) return { later: `marks.${name}`, measure: null };
  reportUnknown(scope, path, { noun: 'earlier mark', name, known });
  return null;
}

function resolveResult(
  { scope, before }: References,
  wanted: { step: string; name: string },
  path: Path,
): Found {
  const step = before.get(wanted.step);
  if (step === undefined) {
    if (scope.names.leftOut.has(wanted.step)) {
      scope.report(path, `expected a step that runs, got "${wanted.step}", which its \`when\` leaves out`);
    } else reportUnknown(scope, path, { noun: 'earlier step', name: wanted.step, known: [...before.keys()] });
    return null;
  }
  if (step.results.kind === 'unreadable') return null;
  if (step.results.kind === 'each') {
    scope.report(
      path,
      `expected the result of one step, got "${step.id}", which runs for each of several components`,
    );
    return null;
  }
  const { names } = step.results;
  if (Object.hasOwn(names, wanted.name))
    return { later: `${step.id}.${wanted.name}`, measure: names[wanted.name]! };
  reportUnknown(scope, path, { noun: `result of ${step.id}`, name: wanted.name, known: Object.keys(names) });
  return null;
}
