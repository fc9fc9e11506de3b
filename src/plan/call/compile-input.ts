import { z } from 'zod';
import { explainIssues, toPath } from '../../document/explain-issues.ts';
import type { Path } from '../../document/mapping.ts';
import { schemaAt } from '../../document/schema-at.ts';
import type { Operation } from '../../operation/contract.ts';
import type { JsonObject } from '../../operation/json.ts';
import { isOpen, resolveMapping, type References, type Resolved } from '../resolve-references.ts';
import { checkFields, readDurations } from './check-fields.ts';

/** The input of a call with its references filled in, by the operation's schema; null (reported) when anything in it is wrong. */
export function compileInput(
  references: References,
  { operation, input }: { operation: Operation; input: JsonObject },
  path: Path,
): JsonObject | null {
  const { scope } = references;
  const written = resolveMapping(references, input, path);
  const resolved = readDurations(scope, { operation, resolved: written }, path);
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
  checkFields(scope, { operation, resolved }, path);
  if (findings.length + misfits.length + resolved.broken.length > 0) return null;
  // With results that come later the schema can judge only when they are there: the input goes on as it was written.
  return parsed.success ? parsed.data : resolved.value;
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
