import type { Path } from '../document/mapping.ts';
import type { Measure } from '../condition/condition.ts';
import { findOperation } from '../operation/find-operation.ts';
import { verbOf, type Step as Written } from '../runbook/step.ts';
import { measuredMarks } from '../timeline/timeline.ts';
import { writeValue } from './describe-words.ts';
import { flattenSteps, type PlanStep } from './plan.ts';
import { reportUnknown, type KnownStep, type Scope } from './scope.ts';
import type { Lane } from './verbs/lane.ts';
import { compileStep } from './verbs/verbs.ts';

/** Plans the steps of the runbook. */
export function compileAllSteps(scope: Scope): PlanStep[] {
  return compileSteps({ scope, before: new Map(), compileSteps }, scope.runbook.steps, ['steps']);
}

/** Plans steps in order; those whose `when` does not hold are left out. */
function compileSteps(lane: Lane, steps: Written[], path: Path): PlanStep[] {
  return steps.flatMap((written, index) => {
    const stepPath = [...path, index];
    if (!isWanted(lane.scope, written, stepPath)) {
      lane.scope.names.leftOut.add(written.step);
      return [];
    }
    noteName(lane.scope, written, stepPath);
    checkRequires(lane, written, stepPath);
    const compiled = compileStep(lane, written, stepPath);
    lane.before.set(written.step, knowStep(lane.scope, written, compiled));
    return compiled === null ? [] : [compiled];
  });
}

/** `when` compares parameters with values, and nothing else. */
function isWanted(scope: Scope, { when }: Written, path: Path): boolean {
  return Object.entries(when).every(([name, value]) => {
    const parameter = Object.hasOwn(scope.runbook.parameters, name) ? scope.runbook.parameters[name]! : null;
    const at = [...path, 'when', name];
    if (parameter === null) {
      reportUnknown(scope, at, { noun: 'parameter', name, known: Object.keys(scope.runbook.parameters) });
    } else if (parameter.of !== undefined && !parameter.of.includes(String(value))) {
      reportUnknown(scope, at, { noun: `value of ${name}`, name: String(value), known: parameter.of });
    }
    return (
      !Object.hasOwn(scope.parameters, name) || writeValue(scope.parameters[name] ?? null) === String(value)
    );
  });
}

function noteName(scope: Scope, { step, mark }: Written, path: Path): void {
  if (scope.names.steps.has(step)) {
    scope.report(
      [...path, 'step'],
      `duplicate step: expected a name of its own, got "${step}" again`,
      'rename one of them',
    );
  }
  if (step === 'marks') {
    scope.report(
      [...path, 'step'],
      'expected another name, got "marks"',
      '$marks.name refers to marks, not to a step',
    );
  }
  scope.names.steps.set(step, path);
  if (mark === undefined) return;
  const isMeasured = (measuredMarks as readonly string[]).includes(mark);
  if (isMeasured || scope.names.marks.has(mark)) {
    const hint = isMeasured ? `the engine measures ${measuredMarks.join(', ')} itself` : 'rename one of them';
    scope.report([...path, 'mark'], `duplicate mark: expected a name of its own, got "${mark}"`, hint);
  }
  scope.names.marks.add(mark);
}

function checkRequires({ scope, before }: Lane, { requires }: Written, path: Path): void {
  for (const name of requires) {
    if (before.has(name)) continue;
    if (scope.names.leftOut.has(name)) {
      scope.report(
        [...path, 'requires'],
        `expected a step that runs, got "${name}", which its \`when\` leaves out`,
      );
    } else
      reportUnknown(scope, [...path, 'requires'], { noun: 'earlier step', name, known: [...before.keys()] });
  }
}

function knowStep(scope: Scope, written: Written, compiled: PlanStep | null): KnownStep {
  const steps = compiled === null ? [] : flattenSteps([compiled]);
  return {
    id: written.step,
    verb: compiled?.verb ?? 'unreadable',
    operation: compiled !== null && 'operation' in compiled ? compiled.operation : null,
    results: readResults(scope, written, compiled),
    mark: written.mark ?? null,
    faults: verbOf(written) === 'inject' ? steps.filter((step) => step.verb === 'inject') : [],
  };
}

function readResults(scope: Scope, written: Written, compiled: PlanStep | null): KnownStep['results'] {
  if (compiled === null) return { kind: 'unreadable' };
  // What runs for each of several components was planned as a group.
  if (compiled.verb !== verbOf(written)) return { kind: 'each' };
  return { kind: 'one', names: namesOf(scope, compiled) };
}

function namesOf(scope: Scope, compiled: PlanStep): Record<string, Measure> {
  const operation = 'operation' in compiled ? findOperation(scope, compiled.operation) : null;
  return operation === null || operation.kind === 'sampler' ? {} : operation.names;
}
