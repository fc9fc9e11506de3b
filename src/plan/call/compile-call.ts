import type { Path } from '../../document/mapping.ts';
import type { OperationKind } from '../../operation/contract.ts';
import type { References } from '../resolve-references.ts';
import type { CompiledCall, WrittenCall } from './call.ts';
import { compileInput } from './compile-input.ts';
import { findComponents } from './find-components.ts';
import { keyOf, resolveOperation } from './resolve-operation.ts';

/** Finds the operation, its components and its input; null (reported) when any of them is wrong. */
export function compileCall<Kind extends OperationKind>(
  references: References,
  call: WrittenCall<Kind>,
  path: Path,
): CompiledCall<Kind> | null {
  const operation = resolveOperation(references.scope, call, [...path, keyOf[call.kind]]);
  if (operation === null) return null;
  const components = findComponents(references.scope, { call, operation }, path);
  const input = compileInput(references, { operation, input: call.with }, [...path, 'with']);
  return components === null || input === null ? null : { operation, components, with: input };
}
