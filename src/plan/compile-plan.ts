import { InvalidInput, type Problem } from '../errors/problem.ts';
import type { Catalog } from '../operation/contract.ts';
import { bindNeeds } from './bind-needs.ts';
import { checkTtls } from './check-ttl.ts';
import { compileClaims } from './compile-claims.ts';
import { compileExpectations } from './expectations/compile-expectations.ts';
import { compileObjectives } from './objectives/compile-objectives.ts';
import { compileAllSteps } from './compile-steps.ts';
import { compileWatches } from './compile-watches.ts';
import { createScope, type CompileInput } from './create-scope.ts';
import { digestPlan } from './digest-plan.ts';
import { listTargets } from './list-targets.ts';
import { flattenSteps, isSeal, type Occasion, type Plan, type PlannedParts, type PlanStep } from './plan.ts';
import { reportUnknown, type Scope } from './scope.ts';

/** How long undo and heal are retried before a person is asked. */
const undoWithinMs = 600_000;

/** Compiles and freezes what a drill will do. Throws InvalidInput with all problems of both files and the parameters. */
export function compilePlan(input: CompileInput): Plan {
  const problems: Problem[] = [];
  const scope = createScope(input, problems);
  if (scope === null) throw new InvalidInput(problems);
  const parts = compileParts(scope, input.catalog);
  refuseOccasion(input.occasion, problems);
  if (problems.length > 0) throw new InvalidInput(sortProblems(problems));
  return digestPlan(assemblePlan(input, scope, parts), input.sha256);
}

function compileParts(scope: Scope, catalog: Catalog): PlannedParts {
  checkParameterNames(scope);
  const kinds = catalog.kinds.map(({ kind }) => kind);
  scope.needs = bindNeeds(scope, kinds);
  checkHurts(scope);
  const watches = compileWatches(scope);
  const steady = compileExpectations(scope, 'steady');
  const steps = compileAllSteps(scope);
  const settled = compileExpectations(scope, 'settled');
  const claims = compileClaims(scope);
  const objectives = compileObjectives(scope, { steady, steps, settled });
  checkEndState(scope, steps);
  checkTtls(scope, steps);
  const targets = listTargets(scope, catalog, steps);
  return { targets, watches, steady, steps, settled, claims, objectives };
}

function checkParameterNames({ runbook, report }: Scope): void {
  for (const [name, parameter] of Object.entries(runbook.parameters)) {
    const path = ['parameters', name];
    if (Object.hasOwn(runbook.needs, name)) {
      report(
        path,
        `expected a name of its own, got "${name}", which is a need too`,
        '$name must mean one thing',
      );
    }
    if ((parameter.type === 'choice') === (parameter.of !== undefined)) continue;
    report(path, 'expected "of" with a choice, and only there', 'write { type: choice, of: [one, other] }');
  }
}

function checkHurts(scope: Scope): void {
  for (const [index, need] of scope.runbook.hurts.entries()) {
    if (scope.needs.has(need)) continue;
    reportUnknown(scope, ['hurts', index], { noun: 'need', name: need, known: [...scope.needs.keys()] });
  }
}

function checkEndState({ runbook, report }: Scope, steps: PlanStep[]): void {
  if (runbook.settled.length > 0 || !flattenSteps(steps).some(isSeal)) return;
  report(
    ['settled'],
    'missing end state: expected settled in a runbook with an irreversible step, got nothing',
    'say what must hold when there is no way back to the start',
  );
}

function refuseOccasion(occasion: Occasion, problems: Problem[]): void {
  if (occasion === 'drill') return;
  const where = { file: 'input', line: null, column: null };
  problems.push({
    where,
    what: `occasion "${occasion}" is not supported yet`,
    hint: 'leave it out to run a drill',
  });
}

/** By file, then by place in it. */
function sortProblems(problems: Problem[]): Problem[] {
  return problems.toSorted(
    ({ where: a }, { where: b }) =>
      a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}

function assemblePlan(
  { runbook, environment, occasion, toolVersion }: CompileInput,
  scope: Scope,
  parts: PlannedParts,
): Omit<Plan, 'digest'> {
  const { runbook: name, title, purpose } = scope.runbook;
  const { pace, people, approvals } = scope.environment;
  return {
    schema: 1,
    toolVersion,
    occasion,
    runbook: { name, title, purpose, text: runbook.text },
    environment: { name: scope.environment.environment, text: environment.text },
    parameters: scope.parameters,
    pace: { everyMs: pace.every, sustainedMs: pace.sustained },
    people,
    accept: approvals.accept,
    surroundings: scope.surroundings,
    ...parts,
    undoWithinMs,
  };
}
