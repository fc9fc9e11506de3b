import { z } from 'zod';
import { notes } from './notes.ts';
import { unwrap } from './schema-at.ts';

const typeNames: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** What a schema wanted, in words: its note when it has one, else what zod says about this issue. */
export function expectedBy(issue: z.core.$ZodIssue, schema: z.core.$ZodType | null): string {
  const note = schema === null ? undefined : notes.get(unwrap(schema))?.expected;
  if (note !== undefined) return note;
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String));
  if (issue.code === 'invalid_union' && schema !== null) return nameForms(schema);
  if (issue.code === 'too_small') return `at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
  if (issue.code === 'too_big') return `at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
  if (issue.code === 'invalid_format') return `text of the form ${issue.pattern ?? issue.format}`;
  return issue.message;
}

function oneOf(values: string[]): string {
  return values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' || origin === 'set' ? ' entries' : '';
}

/** The forms of a union of unlike things: `a duration such as 30s or a mapping`. */
function nameForms(schema: z.core.$ZodType): string {
  const bare = unwrap(schema);
  if (!(bare instanceof z.ZodUnion)) return nameForm(bare);
  return [...new Set(bare.options.map((option) => nameForm(unwrap(option))))].join(' or ');
}

function nameForm(schema: z.core.$ZodType): string {
  const note = notes.get(schema)?.expected;
  if (note !== undefined) return note;
  if (schema instanceof z.ZodEnum) return oneOf(schema.options.map(String));
  if (schema instanceof z.ZodLiteral) return oneOf([...schema.values].map(String));
  const type = schema instanceof z.ZodType ? schema.def.type : 'another value';
  return typeNames[type] ?? type;
}
