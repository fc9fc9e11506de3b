import type { Path } from '../document/mapping.ts';
import type { Operation } from '../operation/contract.ts';
import type { CheckStep, DoStep, InjectStep } from '../runbook/step.ts';
import type { CompiledCall, WrittenCall } from './call/call.ts';
import { compileCall } from './call/compile-call.ts';
import { compileCheckConditions } from './compile-conditions.ts';
import { spreadStep, type Lane } from './lane.ts';
import type { PlanStep } from './plan.ts';
import type { Scope } from './scope.ts';

type Written = CheckStep | DoStep | InjectStep;

/** Plans a step that runs an operation; null (reported) when anything in it is wrong. */
export function compileOperationStep(lane: Lane, written: Written, path: Path): PlanStep | null {
  const call = compileCall(lane, writtenCall(written), path);
  if (call === null) return null;
  if ('check' in written) return planCheck(lane.scope, { written, call }, path);
  return 'do' in written ? planAction(lane, { written, call }, path) : planFault({ written, call });
}

function writtenCall(written: Written): WrittenCall {
  const shared = { target: written.target, with: written.with };
  if ('check' in written) return { operation: written.check, kind: 'check', ...shared };
  if ('do' in written) return { operation: written.do, kind: 'action', ...shared };
  return { operation: written.inject, kind: 'fault', ...shared };
}

interface Called<Step> {
  written: Step;
  call: CompiledCall;
}

function planCheck(scope: Scope, { written, call }: Called<CheckStep>, path: Path): PlanStep | null {
  const conditions = { texts: written.that ?? [], names: call.operation.names };
  const that = compileCheckConditions(scope, conditions, [...path, 'that']);
  if (that === null) return null;
  return spreadStep(written, partsOf({ written, call }), (base, part) => ({
    verb: 'check',
    ...base,
    ...part,
    that,
  }));
}

function planAction({ scope }: Lane, { written, call }: Called<DoStep>, path: Path): PlanStep {
  const { operation } = call;
  const irreversible = operation.kind === 'action' ? operation.irreversible : null;
  if (irreversible === null) checkReversible(scope, { written, operation }, path);
  else checkIrreversible(scope, { written, operation, why: irreversible }, path);
  const undo = irreversible === null ? (written.undo ?? 'on-abort') : 'never';
  return spreadStep(written, partsOf({ written, call }), (base, part) => ({
    verb: 'do',
    ...base,
    ...part,
    undo,
    irreversible,
  }));
}

function checkReversible(scope: Scope, step: { written: DoStep; operation: Operation }, path: Path): void {
  if (step.written.irreversible === undefined) return;
  const what = `expected no irreversible for ${step.operation.id}, which can be undone, got "accepted"`;
  scope.report([...path, 'irreversible'], what, 'leave it out');
}

/** The point of no return is accepted in writing, and never reached before what it depends on (a fence) was proven. */
function checkIrreversible(
  scope: Scope,
  { written, operation, why }: { written: DoStep; operation: Operation; why: string },
  path: Path,
): void {
  if (written.irreversible === undefined) {
    const what = `${operation.id} cannot be undone (${why}): expected irreversible: accepted, got nothing`;
    scope.report([...path, 'do'], what, 'add irreversible: accepted if that is understood');
  }
  if (written.requires.length === 0) {
    const what = `${operation.id} cannot be undone: expected requires with an earlier step such as a fence, got nothing`;
    scope.report([...path, 'do'], what, 'add requires: and the step that must have succeeded before it');
  }
  if (written.undo !== undefined && written.undo !== 'never') {
    scope.report(
      [...path, 'undo'],
      `expected no undo for ${operation.id}, which cannot be undone, got "${written.undo}"`,
    );
  }
}

function planFault({ written, call }: Called<InjectStep>): PlanStep {
  return spreadStep(written, partsOf({ written, call }), (base, part) => ({
    verb: 'inject',
    ...base,
    ...part,
    ttlMs: written.ttl,
    heal: { kind: 'end' },
  }));
}

/** What all operation steps share in the plan, for each component. */
function partsOf({ written, call }: Called<Written>) {
  const { operation } = call;
  return call.components.map((component) => ({
    operation: operation.id,
    summary: operation.summary,
    component: component?.name ?? null,
    with: call.with,
    deadlineMs: written.within ?? operation.deadlineMs,
    attempts: written.attempts ?? operation.attempts,
    needsSamples: operation.needsSamples ?? false,
  }));
}
