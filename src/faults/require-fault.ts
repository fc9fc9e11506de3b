import { OperationError } from '../errors/operation-error.ts';
import type { Catalog, Fault } from '../operation/contract.ts';
import { findOperation } from '../operation/find-operation.ts';

/** The fault of that id. Throws OperationError `UnknownOperation` when this version has none. */
export function requireFault(catalog: Catalog, id: string): Fault {
  const operation = findOperation(catalog, id);
  if (operation?.kind === 'fault') return operation;
  throw new OperationError({
    kind: 'UnknownOperation',
    message: `fault cannot be healed: expected ${id} to be a fault of the catalog, got ${operation?.kind ?? 'nothing'}`,
    hint: 'run the version that injected it',
    retryable: false,
  });
}
