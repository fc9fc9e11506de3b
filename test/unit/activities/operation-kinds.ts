import type { Action, Check, Fault, Operation, Sampler } from '../../../src/operation/contract.ts';

/** The action that an operation is; a test that expects one fails here otherwise. */
export function asAction(operation: Operation): Action {
  if (operation.kind === 'action') return operation;
  throw new Error(`${operation.id} is no action`);
}

export function asCheck(operation: Operation): Check {
  if (operation.kind === 'check') return operation;
  throw new Error(`${operation.id} is no check`);
}

export function asFault(operation: Operation): Fault {
  if (operation.kind === 'fault') return operation;
  throw new Error(`${operation.id} is no fault`);
}

export function asSampler(operation: Operation): Sampler {
  if (operation.kind === 'sampler') return operation;
  throw new Error(`${operation.id} is no sampler`);
}
