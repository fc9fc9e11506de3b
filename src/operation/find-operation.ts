import type { Catalog, Operation } from './contract.ts';

/** The operation of that id, whose `kind` narrows it; null when this version has none. */
export function findOperation({ operations }: Pick<Catalog, 'operations'>, id: string): Operation | null {
  return operations.find((operation) => operation.id === id) ?? null;
}
