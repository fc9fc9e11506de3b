import type { z } from 'zod';
import type { Problem } from '../errors/problem.ts';
import { explainIssues, maxProblems, type Finding } from './explain-issues.ts';
import { findLiteralSecrets } from './literal-secrets.ts';
import { valueAt, type Path } from './mapping.ts';
import type { ParsedDocument } from './parse-document.ts';

/** A document after its schema. */
export interface CheckedDocument<Value> {
  /** Null when it does not have the schema's form. */
  value: Value | null;
  /** Where it does not. */
  faults: Path[];
  /** Everything wrong with it: its form, and literal secrets in it. */
  problems: Problem[];
}

/** Judges a document by its schema and refuses literal secrets anywhere in it; all problems at once. */
export function checkDocument<Schema extends z.ZodType>(
  document: ParsedDocument,
  schema: Schema,
): CheckedDocument<z.output<Schema>> {
  const parsed = schema.safeParse(document.value);
  const secrets = findLiteralSecrets(document.value).slice(0, maxProblems).map(refuseSecret);
  const issues = parsed.success ? [] : explainIssues({ schema, value: document.value }, parsed.error.issues);
  const hidden = new Set(secrets.map(({ path }) => path.join('\0')));
  const findings = [...issues.filter(({ path }) => !hidden.has(path.join('\0'))), ...secrets];
  return {
    value: parsed.success ? parsed.data : null,
    faults: issues.map(({ path }) => path),
    problems: findings.map((finding) => toProblem(document, finding)),
  };
}

function refuseSecret(path: Path): Finding {
  const what =
    'literal secret: expected a reference such as { env: SHOP_DB_PASSWORD } or { file: ... }, got a text';
  return {
    path,
    at: 'value',
    what,
    hint: 'put the secret into an environment variable or a file, and change it',
  };
}

/** A finding with its line, and the name of its place in front. */
export function toProblem(document: ParsedDocument, { path, at, what, hint }: Finding): Problem {
  const place = namePath(document.value, at === 'key' ? path.slice(0, -1) : path);
  return { where: document.locate(path, at), what: place === '' ? what : `${place}: ${what}`, hint };
}

/** `steps.promote.within`: list entries are called by their own name where they have one. */
function namePath(root: unknown, path: Path): string {
  let value = root;
  let name = '';
  for (const segment of path) {
    value = valueAt(value, [segment]);
    name +=
      typeof segment === 'number'
        ? nameEntry(segment, value)
        : `${name === '' ? '' : '.'}${segment.slice(0, 60)}`;
  }
  return name;
}

function nameEntry(index: number, entry: unknown): string {
  const step = typeof entry === 'object' && entry !== null && 'step' in entry ? entry.step : null;
  return typeof step === 'string' && step.length < 64 ? `.${step}` : `[${index}]`;
}
