import type { Path } from '../../document/mapping.ts';
import { suggestName } from '../../errors/suggestion.ts';
import type { Operation, OperationKind, OperationOf } from '../../operation/contract.ts';
import { findOperation } from '../../operation/find-operation.ts';
import type { Scope } from '../scope.ts';
import type { WrittenCall } from './call.ts';

/** The key under which a runbook names an operation of each kind. */
export const keyOf: Record<OperationKind, string> = {
  check: 'check',
  action: 'do',
  fault: 'inject',
  sampler: 'sample',
};
const nounOf: Record<OperationKind, string> = {
  check: 'a check',
  action: 'an action',
  fault: 'a fault',
  sampler: 'a sampler',
};

/** The operation of a call by its id; null (reported) when there is none, or one of another kind. */
export function resolveOperation<Kind extends OperationKind>(
  scope: Scope,
  call: WrittenCall<Kind>,
  path: Path,
): OperationOf<Kind> | null {
  const found = findOperation(scope, call.operation);
  if (found !== null && isOfKind(found, call.kind)) return found;
  if (found !== null) {
    const what = `wrong kind of operation: expected ${nounOf[call.kind]}, got "${found.id}", which is ${nounOf[found.kind]}`;
    scope.report(path, what, `write it as ${keyOf[found.kind]}: ${found.id}`);
    return null;
  }
  const known = scope.operations
    .filter((operation) => operation.kind === call.kind)
    .map((operation) => operation.id);
  const suggestion =
    suggestName(call.operation, known) ??
    suggestName(
      call.operation,
      scope.operations.map((each) => each.id),
    );
  const hint = suggestion === null ? `one of ${known.join(', ')}` : `did you mean "${suggestion}"?`;
  scope.report(path, `unknown operation: expected ${nounOf[call.kind]}, got "${call.operation}"`, hint);
  return null;
}

function isOfKind<Kind extends OperationKind>(
  operation: Operation,
  kind: Kind,
): operation is OperationOf<Kind> {
  return operation.kind === kind;
}
