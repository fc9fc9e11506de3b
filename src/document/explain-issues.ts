import { z } from 'zod';
import { suggestName } from '../errors/suggestion.ts';
import { isMapping, valueAt, type Path } from './mapping.ts';
import { notes } from './notes.ts';
import { chooseOption, formOf, knownKeys, schemaAt, unwrap } from './schema-at.ts';
import { expectedBy } from './expected-by.ts';
import { isSecretKey } from './literal-secrets.ts';
import { showValue } from './show-value.ts';

/** One thing wrong at a path of a document, before it is known on which line that is. */
export interface Finding {
  path: Path;
  at: 'key' | 'value';
  what: string;
  hint: string | null;
}

interface Judged {
  schema: z.core.$ZodType;
  value: unknown;
}

/** Nobody reads more at once, and each costs a search for its line. */
export const maxProblems = 100;

/** What zod found, for people: one finding per mistake, only for the form of a union that was meant. */
export function explainIssues(judged: Judged, issues: readonly z.core.$ZodIssue[]): Finding[] {
  const findings = issues.slice(0, maxProblems).flatMap((issue) => explainIssue(judged, issue));
  return withoutMisspeltMissing(withoutRepeats(findings));
}

/** A path of zod, whose keys are never symbols in what was text. */
export function toPath(keys: readonly PropertyKey[]): Path {
  return keys.map((key) => (typeof key === 'number' ? key : String(key)));
}

function explainIssue(judged: Judged, issue: z.core.$ZodIssue): Finding[] {
  const path = toPath(issue.path);
  const value = valueAt(judged.value, path);
  const schema = schemaAt(judged.schema, judged.value, path);
  const wrongChoice = schema === null ? null : explainChoice(path, schema, value);
  if (wrongChoice !== null) return [wrongChoice];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, maxProblems).map((key) => explainUnknownKey([...path, key], schema, value));
  }
  if (issue.code === 'invalid_union' && schema !== null) {
    const inner = explainUnion(path, { schema, value }, issue);
    if (inner !== null) return inner;
  }
  if (issue.code === 'invalid_key') return [explainKey(path, judged)];
  if (issue.code === 'custom' && issue.message.startsWith('expected ')) {
    return [{ path, at: 'value', what: issue.message, hint: null }];
  }
  const what = `expected ${expectedBy(issue, schema)}, got ${showUnlessSecret(path, value)}`;
  return [{ path, at: 'value', what, hint: hintFor(issue, schema, value) }];
}

/** A mapping that has none, or more than one, of the keys that say which of several things it is. */
function explainChoice(path: Path, schema: z.core.$ZodType, value: unknown): Finding | null {
  const choice = notes.get(unwrap(schema))?.choice;
  if (choice === undefined || !isMapping(value)) return null;
  const keys = Object.keys(value);
  const later = keys.find((key) => notYetKeys(schema).includes(key));
  if (later !== undefined) return explainUnknownKey([...path, later], schema, value);
  const chosen = keys.filter((key) => choice.keys.includes(key));
  if (chosen.length === 1) return null;
  const strange = keys.filter((key) => !knownKeys(schema).includes(key));
  const meant = strange
    .map((key) => [key, suggestName(key, choice.keys)] as const)
    .find(([, key]) => key !== null);
  const at = chosen[1] ?? meant?.[0] ?? null;
  const got = chosen.length > 1 ? chosen.join(' and ') : showValue(value);
  return {
    path: at === null ? path : [...path, at],
    at: at === null ? 'value' : 'key',
    what: `expected ${choice.noun} with exactly one of ${choice.keys.join(', ')}, got ${got}`,
    hint: meant?.[1] ? `did you mean "${meant[1]}"?` : null,
  };
}

function explainUnknownKey(path: Path, schema: z.core.$ZodType | null, value: unknown): Finding {
  const key = String(path.at(-1));
  if (schema !== null && notYetKeys(schema).includes(key)) {
    const hint = 'leave it out, or use a newer version';
    return { path, at: 'key', what: `"${key}" is not supported yet`, hint };
  }
  const known = schema === null ? [] : knownKeys(formOf(schema, value));
  const suggestion = suggestName(key, known);
  const expected = known.length > 0 ? `expected one of ${known.join(', ')}` : 'expected no such key';
  const hint = suggestion === null ? null : `did you mean "${suggestion}"?`;
  return { path, at: 'key', what: `unknown key: ${expected}, got "${key.slice(0, 60)}"`, hint };
}

function notYetKeys(schema: z.core.$ZodType): string[] {
  const bare = unwrap(schema);
  const own = notes.get(bare)?.notYet ?? [];
  return bare instanceof z.ZodUnion ? [...own, ...bare.options.flatMap(notYetKeys)] : own;
}

function explainUnion(
  path: Path,
  { schema, value }: Judged,
  issue: z.core.$ZodIssueInvalidUnion,
): Finding[] | null {
  const union = unwrap(schema);
  if (!(union instanceof z.ZodUnion)) return null;
  const index = chooseOption(union, value);
  const option = union.options[index]!;
  const inner = issue.errors[index] ?? [];
  if (inner.every((each) => each.code === 'invalid_type' && each.path.length === 0)) return null;
  return explainIssues({ schema: option, value }, inner).map((found) => ({
    ...found,
    path: [...path, ...found.path],
  }));
}

function explainKey(path: Path, { schema, value }: Judged): Finding {
  const record = schemaAt(schema, value, path.slice(0, -1));
  const bare = record === null ? null : unwrap(record);
  const key = bare instanceof z.ZodRecord ? notes.get(bare.keyType)?.expected : undefined;
  const what = `expected ${key ?? 'another key'}, got ${showValue(String(path.at(-1)))}`;
  return { path, at: 'key', what, hint: null };
}

function hintFor(issue: z.core.$ZodIssue, schema: z.core.$ZodType | null, value: unknown): string | null {
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  if (isPlain && schema !== null && z.safeParse(schema, String(value)).success) {
    return 'put it in quotes to make it a text';
  }
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return null;
  const suggestion = suggestName(value, issue.values.map(String));
  return suggestion === null ? null : `did you mean "${suggestion}"?`;
}

function showUnlessSecret(path: Path, value: unknown): string {
  const isHidden = typeof value === 'string' && path.some((segment) => isSecretKey(String(segment)));
  return isHidden ? 'a text that is not shown' : showValue(value);
}

/** Several rules of one schema may fail for one value in the same words. */
function withoutRepeats(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** A misspelt key is one mistake: the key that it should have been is not reported as missing as well. */
function withoutMisspeltMissing(findings: Finding[]): Finding[] {
  const meant = findings.flatMap(({ path, hint }) => {
    const key = /^did you mean "(.*)"\?$/.exec(hint ?? '')?.[1];
    return key === undefined ? [] : [[...path.slice(0, -1), key].join('\0')];
  });
  return findings.filter(
    ({ path, what }) => !(what.endsWith('got nothing') && meant.includes(path.join('\0'))),
  );
}
