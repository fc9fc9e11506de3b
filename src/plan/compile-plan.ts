import type { Source } from '../document/parse-document.ts';
import { surroundingsOf } from '../environment/surroundings-of.ts';
import { parseEnvironment } from '../environment/parse-environment.ts';
import type { ParsedEnvironment } from '../environment/parse-environment.ts';
import { InvalidInput } from '../errors/problem.ts';
import type { Problem } from '../errors/problem.ts';
import type { Catalog } from '../operation/contract.ts';
import { parseRunbook } from '../runbook/parse-runbook.ts';
import type { ParsedRunbook } from '../runbook/parse-runbook.ts';
import { salvageRunbook } from '../runbook/salvage-runbook.ts';
import type { SalvagedRunbook } from '../runbook/salvage-runbook.ts';
import { innerSteps, type Step as WrittenStep } from '../runbook/step.ts';
import { bindNeeds } from './bind-needs.ts';
import { checkTtls } from './check-ttl.ts';
import { compileClaims } from './compile-claims.ts';
import { compileExpectations } from './compile-expectations.ts';
import { compileObjectives } from './compile-objectives.ts';
import { compileAllSteps } from './compile-steps.ts';
import { compileWatches } from './compile-watches.ts';
import { digestPlan } from './digest-plan.ts';
import { flattenSteps, isSeal } from './plan.ts';
import type { Occasion, Plan } from './plan.ts';
import { listTargets } from './list-targets.ts';
import { readParameters } from './read-parameters.ts';
import { createReport, reportUnknown } from './scope.ts';
import type { Scope } from './scope.ts';

export interface CompileInput {
  runbook: Source;
  environment: Source;
  /** By name; texts, as a command line gives them, are read by the declared type. */
  parameters: Record<string, unknown>;
  occasion: Occasion;
  catalog: Catalog;
  toolVersion: string;
  /** Hex SHA-256 of a text; passed in, because the core has no Node builtins. */
  sha256: (text: string) => string;
}

/** How long undo and heal are retried before a person is asked. */
const undoWithinMs = 600_000;

/** Compiles and freezes what a drill will do. Throws InvalidInput with all problems of both files and the parameters. */
export function compilePlan(input: CompileInput): Plan {
  const problems: Problem[] = [];
  const runbook = collect(problems, () => parseRunbook(input.runbook));
  const environment = collect(problems, () => parseEnvironment(input.environment, input.catalog.kinds));
  const scope = createScope(input, { runbook, environment }, problems);
  if (scope === null) throw new InvalidInput(problems);
  const parts = compileParts(scope, input.catalog);
  refuseOccasion(input.occasion, problems);
  if (problems.length > 0) throw new InvalidInput(sortProblems(problems));
  return digestPlan(assemblePlan(input, scope, parts), input.sha256);
}

/** Runs a parser, keeping the problems that it returns or throws. */
function collect<Parsed extends { problems: Problem[] }>(
  problems: Problem[],
  parse: () => Parsed,
): Parsed | null {
  try {
    const parsed = parse();
    problems.push(...parsed.problems);
    return parsed;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

function createScope(
  input: CompileInput,
  parsed: { runbook: ParsedRunbook | null; environment: ParsedEnvironment | null },
  problems: Problem[],
): Scope | null {
  const { runbook, environment } = parsed;
  if (runbook === null || environment?.value == null) return null;
  const readable = readableRunbook(runbook);
  if (readable === null) return null;
  const unreadable = new Set(readable.unreadable);
  const report = createReport(runbook.document, problems);
  return {
    runbook: readable.value,
    environment: environment.value,
    surroundings: surroundingsOf(environment),
    operations: input.catalog.operations,
    parameters: readParameters(
      input.parameters,
      { runbook: readable.value, environment: environment.value, unreadable },
      problems,
    ),
    needs: new Map(),
    watches: new Map(),
    leftOut: new Set(),
    steps: new Map(),
    marks: new Set(),
    taken: new Set(stepNames(readable.value.steps)),
    steady: [],
    unreadable,
    report: (path, what, hint) => report(readable.toOriginal(path), what, hint),
    reportEnvironment: createReport(environment.document, problems),
  };
}

/** The whole runbook, or what of it has its form: one mistake of form must not hide the others. */
function readableRunbook({ value, document, faults }: ParsedRunbook): SalvagedRunbook | null {
  if (value === null) return salvageRunbook(document, faults);
  return { value, unreadable: [], toOriginal: (path) => path };
}

function stepNames(steps: WrittenStep[]): string[] {
  return steps.flatMap((step) => [step.step, ...innerSteps(step).flatMap(stepNames)]);
}

function compileParts(scope: Scope, catalog: Catalog) {
  checkParameterNames(scope);
  const kinds = catalog.kinds.map(({ kind }) => kind);
  scope.needs = bindNeeds(scope, kinds);
  for (const [index, need] of scope.runbook.hurts.entries()) {
    if (scope.needs.has(need)) continue;
    reportUnknown(scope, ['hurts', index], { noun: 'need', name: need, known: [...scope.needs.keys()] });
  }
  const watches = compileWatches(scope);
  const steady = compileExpectations(scope, 'steady');
  const steps = compileAllSteps(scope);
  const settled = compileExpectations(scope, 'settled');
  const claims = compileClaims(scope);
  const objectives = compileObjectives(scope, { steady, steps, settled });
  if (flattenSteps(steps).some(isSeal) && scope.runbook.settled.length === 0) {
    scope.report(
      ['settled'],
      'missing end state: expected settled in a runbook with an irreversible step, got nothing',
      'say what must hold when there is no way back to the start',
    );
  }
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
  parts: ReturnType<typeof compileParts>,
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
