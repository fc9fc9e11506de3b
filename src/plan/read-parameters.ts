import { isSecretKey } from '../document/literal-secrets.ts';
import { showValue } from '../document/show-value.ts';
import type { Environment } from '../environment/environment.ts';
import type { Problem } from '../errors/problem.ts';
import { suggestName } from '../errors/suggestion.ts';
import type { Json } from '../operation/json.ts';
import type { Parameter, Runbook } from '../runbook/runbook.ts';
import { parseDurationMs } from '../time/duration.ts';

/**
 * The parameters of a drill by their declared types; texts, as a command line gives them, are read by type. Those that
 * are wrong are left out and added to `problems`.
 */
export function readParameters(
  given: Record<string, unknown>,
  context: { runbook: Runbook; environment: Environment; unreadable: Set<string> },
  problems: Problem[],
): Record<string, Json> {
  const declared = context.runbook.parameters;
  const report = (what: string, hint: string | null) => {
    problems.push({ where: { file: 'parameters', line: null, column: null }, what, hint });
  };
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name) && !context.unreadable.has(name))
      reportUndeclared(name, Object.keys(declared), report);
  }
  const values = Object.entries(declared).flatMap(([name, parameter]) => {
    const value = Object.hasOwn(given, name) ? given[name] : parameter.default;
    const wanted = { name, parameter, expected: describeType(parameter, context.environment) };
    const read = readParameter(value, wanted, report);
    return read === null ? [] : [[name, read] as const];
  });
  return Object.fromEntries(values);
}

type ReportParameter = (what: string, hint: string | null) => void;

interface Wanted {
  name: string;
  parameter: Parameter;
  /** What it may be: a phrase, and the values where they can be listed. */
  expected: { phrase: string; values: string[] | null };
}

function reportUndeclared(name: string, declared: string[], report: ReportParameter): void {
  const suggestion = suggestName(name, declared);
  const expected = declared.length === 0 ? 'none' : `one of ${declared.join(', ')}`;
  const hint = suggestion === null ? null : `did you mean "${suggestion}"?`;
  report(`unknown parameter: expected ${expected}, got "${name.slice(0, 60)}"`, hint);
}

function describeType({ type, of }: Parameter, environment: Environment): Wanted['expected'] {
  const values = {
    region: Object.keys(environment.regions),
    component: Object.keys(environment.components),
    choice: of ?? [],
  };
  if (type === 'region' || type === 'component' || type === 'choice') {
    return { phrase: `a ${type}, one of ${values[type].join(', ')}`, values: values[type] };
  }
  return { phrase: phrases[type], values: null };
}

const phrases = {
  instant: 'an instant such as 2026-01-31T09:00:00Z',
  duration: 'a duration such as 30s',
  percent: 'a share such as 95%',
  number: 'a number',
  text: 'text',
} as const;

function readParameter(value: unknown, wanted: Wanted, report: ReportParameter): Json | null {
  const { name, parameter, expected } = wanted;
  if (value === undefined || value === null) {
    report(`${name}: expected ${expected.phrase}, got nothing`, `give it as ${name}=...`);
    return null;
  }
  if (!parameter.many) return readOne(value, wanted, report);
  const entries: unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',')
      : [value];
  const read = entries.map((entry) => readOne(entry, wanted, report));
  return read.includes(null) ? null : read;
}

function readOne(
  value: unknown,
  { name, parameter, expected }: Wanted,
  report: ReportParameter,
): Json | null {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : null;
  const read = text === null ? null : readText(text, parameter.type, expected.values);
  if (read !== null) return read;
  const suggestion = text === null ? null : suggestName(text, expected.values ?? []);
  const got = isSecretKey(name) ? 'a value that is not shown' : showValue(value);
  report(
    `${name}: expected ${expected.phrase}, got ${got}`,
    suggestion === null ? null : `did you mean "${suggestion}"?`,
  );
  return null;
}

/** A text by its type; `values` are those of a type that has a list of them. */
function readText(text: string, type: Parameter['type'], values: string[] | null): Json | null {
  if (values !== null) return values.includes(text) ? text : null;
  if (type === 'number') return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : null;
  return isOfType(text, type) ? text : null;
}

function isOfType(text: string, type: Parameter['type']): boolean {
  if (type === 'duration') return text.length <= 20 && parseDurationMs(text) !== null;
  if (type === 'percent') return /^(100|\d{1,2}(\.\d{1,6})?)%$/.test(text);
  if (type === 'instant') return isInstant(text);
  return text.length > 0 && text.length <= 1_000;
}

function isInstant(text: string): boolean {
  const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  return isIso && !Number.isNaN(Date.parse(text));
}
