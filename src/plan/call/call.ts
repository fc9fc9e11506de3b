import type { Operation, OperationKind } from '../../operation/contract.ts';
import type { JsonObject } from '../../operation/json.ts';
import type { Component } from '../../operation/surroundings.ts';

/** An operation as a runbook calls it, in a step, an expectation or a watch. */
export interface WrittenCall {
  operation: string;
  kind: OperationKind;
  target: string | undefined;
  with: JsonObject;
}

/** A call that can be planned: one component each, or a single null when the operation takes no target. */
export interface CompiledCall<Found extends Operation = Operation> {
  operation: Found;
  components: (Component | null)[];
  with: JsonObject;
}
