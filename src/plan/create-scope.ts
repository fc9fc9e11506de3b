import type { Source } from '../document/parse-document.ts';
import { parseEnvironment } from '../environment/parse-environment.ts';
import { surroundingsOf } from '../environment/surroundings-of.ts';
import { InvalidInput, type Problem } from '../errors/problem.ts';
import type { ComponentKind } from '../operation/component-kind.ts';
import type { Catalog } from '../operation/contract.ts';
import { parseRunbook, type ParsedRunbook } from '../runbook/parse-runbook.ts';
import { salvageRunbook, type SalvagedRunbook } from '../runbook/salvage-runbook.ts';
import { innerSteps, type Step as WrittenStep } from '../runbook/step.ts';
import type { Occasion } from './plan.ts';
import { readParameters } from './read-parameters.ts';
import { createReport, type Scope } from './scope.ts';

/** All that a plan is made from. */
export interface CompileInput {
  runbook: Source;
  environment: Source;
  /** By name; texts, as a command line gives them, are read by the declared type. */
  parameters: Record<string, unknown>;
  occasion: Occasion;
  catalog: Catalog;
  /** One more kind that components of the environment may have, and that no message names. */
  standIn?: ComponentKind;
  toolVersion: string;
  /** Hex SHA-256 of a text; passed in, because the core has no Node builtins. */
  sha256: (text: string) => string;
}

/** Reads both files and the parameters; null when so little is readable that nothing else can be judged. Adds to `problems`. */
export function createScope(input: CompileInput, problems: Problem[]): Scope | null {
  const runbook = collect(problems, () => parseRunbook(input.runbook));
  const kinds = [...input.catalog.kinds, ...(input.standIn === undefined ? [] : [input.standIn])];
  const environment = collect(problems, () => parseEnvironment(input.environment, kinds));
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
    kinds: input.catalog.kinds,
    parameters: readParameters(
      input.parameters,
      { runbook: readable.value, environment: environment.value, unreadable },
      problems,
    ),
    needs: new Map(),
    watches: new Map(),
    steady: [],
    names: {
      steps: new Map(),
      leftOut: new Set(),
      marks: new Set(),
      taken: new Set(stepNames(readable.value.steps)),
      unreadable,
    },
    report: (path, what, hint) => report(readable.toOriginal(path), what, hint),
    reportEnvironment: createReport(environment.document, problems),
  };
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

/** The whole runbook, or what of it has its form: one mistake of form must not hide the others. */
function readableRunbook({ value, document, faults }: ParsedRunbook): SalvagedRunbook | null {
  if (value === null) return salvageRunbook(document, faults);
  return { value, unreadable: [], toOriginal: (path) => path };
}

function stepNames(steps: WrittenStep[]): string[] {
  return steps.flatMap((step) => [step.step, ...innerSteps(step).flatMap(stepNames)]);
}
