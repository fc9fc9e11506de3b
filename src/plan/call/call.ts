import type { OperationKind, OperationOf } from '../../operation/contract.ts';
import type { JsonObject } from '../../operation/json.ts';
import type { Component } from '../../operation/surroundings.ts';

/** An operation as a runbook calls it, in a step, an expectation or a watch. */
export interface WrittenCall<Kind extends OperationKind = OperationKind> {
  operation: string;
  kind: Kind;
  target: string | undefined;
  with: JsonObject;
}

/** A call that can be planned: one component each, or a single null when the operation takes no target. */
export interface CompiledCall<Kind extends OperationKind = OperationKind> {
  operation: OperationOf<Kind>;
  components: (Component | null)[];
  with: JsonObject;
}
