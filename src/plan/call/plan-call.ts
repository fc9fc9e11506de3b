import type { StepOperation } from '../../operation/contract.ts';
import { fieldsOf } from '../../operation/meaning.ts';
import type { JsonObject } from '../../operation/json.ts';
import type { Component } from '../../operation/surroundings.ts';
import type { PlannedCall } from '../plan.ts';
import type { Scope } from '../scope.ts';
import type { CompiledCall } from './call.ts';

/** How a call stands in the plan, for each of its components; `written` may overrule the limits of the operation. */
export function planCall(
  scope: Scope,
  { operation, components, with: input }: Omit<CompiledCall, 'operation'> & { operation: StepOperation },
  written: { within?: number | undefined; attempts?: number | undefined },
): PlannedCall[] {
  return components.map((component) => ({
    operation: operation.id,
    component: component?.name ?? null,
    with: input,
    sees: listSeen(scope, operation, { component, input }),
    runsOn: needsHost(operation) ? 'host' : 'any',
    deadlineMs: written.within ?? operation.deadlineMs,
    attempts: written.attempts ?? operation.attempts,
  }));
}

/**
 * The components that an operation is given: its target and those that its component fields name. All of them when it
 * has no target, or when a name is the result of an earlier step: which one that will be, only the drill knows.
 */
function listSeen(
  scope: Scope,
  operation: StepOperation,
  { component, input }: { component: Component | null; input: JsonObject },
): string[] {
  const all = Object.keys(scope.surroundings.components);
  const named = fieldsOf(operation, 'component').flatMap((field) => [input[field] ?? []].flat());
  if (component === null || named.some((name) => typeof name !== 'string')) return all;
  return all.filter((name) => name === component.name || named.includes(name));
}

/** Samples and the fault journal are files of the host that measures. */
function needsHost(operation: StepOperation): boolean {
  return operation.kind === 'fault' || fieldsOf(operation, 'watch').length > 0;
}
