import type { Path } from '../../document/mapping.ts';
import type { Operation } from '../../operation/contract.ts';
import type { DoStep as Written } from '../../runbook/step.ts';
import type { DoStep } from '../plan.ts';
import type { Scope } from '../scope.ts';
import { marksOf, regionsOf } from '../read-meaning.ts';
import { compileOperation, describeOperation, worstCaseOfPhases } from './operation-step.ts';
import { spreadStep } from './spread-step.ts';
import type { VerbRules } from './verb-rules.ts';

/** Changes something; an action that cannot be undone is the seal. */
export const doVerb: VerbRules<'do'> = {
  compile(lane, written, path) {
    const compiled = compileOperation(lane, { kind: 'action', operation: written.do, written }, path);
    if (compiled === null) return null;
    const { operation, parts } = compiled;
    const { irreversible } = operation;
    const marks = marksOf(operation);
    if (irreversible === null) checkReversible(lane.scope, { written, operation }, path);
    else checkIrreversible(lane.scope, { written, operation, why: irreversible }, path);
    const undo = irreversible === null ? (written.undo ?? 'on-abort') : 'never';
    return spreadStep(written, parts, (base, part) => ({
      verb: 'do',
      ...base,
      ...part,
      marks,
      regions: regionsOf(operation, part.with),
      undo,
      irreversible,
    }));
  },
  describe: (step, isSealed) => describeOperation(step, [describeUndo(step, isSealed)]),
  // It is previewed.
  worstCaseMs: (step) => worstCaseOfPhases(step, 1),
};

function checkReversible(scope: Scope, step: { written: Written; operation: Operation }, path: Path): void {
  if (step.written.irreversible === undefined) return;
  const what = `expected no irreversible for ${step.operation.id}, which can be undone, got "accepted"`;
  scope.report([...path, 'irreversible'], what, 'leave it out');
}

/** The point of no return is accepted in writing, and never reached before what it depends on (a fence) was proven. */
function checkIrreversible(
  scope: Scope,
  { written, operation, why }: { written: Written; operation: Operation; why: string },
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

function describeUndo({ irreversible, undo }: DoStep, isSealed: boolean): string {
  if (irreversible !== null) return `cannot be undone: ${irreversible}`;
  if (isSealed && undo === 'on-abort') return 'kept, being after the seal';
  return { 'on-abort': 'undone on abort', 'at-end': 'undone at the end', never: 'never undone' }[undo];
}
