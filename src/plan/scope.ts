import { toProblem } from '../document/check-document.ts';
import { maxProblems } from '../document/explain-issues.ts';
import { isSecretText } from '../document/literal-secrets.ts';
import type { ParsedDocument } from '../document/parse-document.ts';
import type { Path } from '../document/mapping.ts';
import type { Environment } from '../environment/environment.ts';
import type { Problem } from '../errors/problem.ts';
import { suggestName } from '../errors/suggestion.ts';
import type { Measure } from '../condition/condition.ts';
import type { ComponentKind } from '../operation/component-kind.ts';
import type { Operation } from '../operation/contract.ts';
import type { Json } from '../operation/json.ts';
import type { Component, Surroundings } from '../operation/surroundings.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { InjectStep } from './plan.ts';

/** A need after binding. `components` is empty when it could not be bound, which has been reported. */
export interface BoundNeed {
  isMany: boolean;
  components: Component[];
}

/** A watch of the runbook: what it became in the plan, one for each component. */
export interface BoundWatch {
  planned: { name: string; component: Component; names: Record<string, Measure> }[];
}

/** A step that has been compiled, for references to it. */
export interface KnownStep {
  id: string;
  verb: string;
  operation: string | null;
  /** `each`: it runs once for each of several components; `unreadable`: something in it is wrong and was reported. */
  results: { kind: 'one'; names: Record<string, Measure> } | { kind: 'each' } | { kind: 'unreadable' };
  mark: string | null;
  faults: InjectStep[];
}

/** Everything that compiling a step may look at, and where it reports to. */
export interface Scope {
  runbook: Runbook;
  environment: Environment;
  surroundings: Surroundings;
  operations: Operation[];
  kinds: ComponentKind[];
  parameters: Record<string, Json>;
  needs: Map<string, BoundNeed>;
  watches: Map<string, BoundWatch>;
  /** What became of `steady`: the name by which an approval shows it, and the id in the plan. */
  steady: { name: string; id: string }[];
  names: Names;
  report: Reporter;
  reportEnvironment: Reporter;
}

/** The names that a runbook gives to its parts, as far as they have been seen. */
export interface Names {
  /** Where each step is written; its name is unique in a plan. */
  steps: Map<string, Path>;
  /** Steps that their `when` left out. */
  leftOut: Set<string>;
  marks: Set<string>;
  /** What no expectation can be called: all steps of the runbook, and the expectations before it. */
  taken: Set<string>;
  /** Parts that are wrong and were reported: whoever refers to them is not reported as well. */
  unreadable: Set<string>;
}

/** Notes a problem at a path of a document; compiling goes on. */
export type Reporter = (path: Path, what: string, hint?: string | null) => void;

/** A reporter that adds to `problems` with the document's lines. */
export function createReport(document: ParsedDocument, problems: Problem[]): Reporter {
  return (path, what, hint = null) => {
    if (problems.length < maxProblems) problems.push(toProblem(document, { path, at: 'value', what, hint }));
  };
}

const maxShown = 20;
const maxCandidates = 200;

interface Unknown {
  noun: string;
  name: string;
  known: string[];
  /** The document in which the name stands; absent: the runbook. */
  file?: 'environment';
}

/** `unknown need: expected one of a, b, got "c"` with a suggestion; not for what has been reported as wrong already. */
export function reportUnknown(scope: Scope, path: Path, unknown: Unknown): void {
  const { noun, name, known } = unknown;
  if (scope.names.unreadable.has(name.replace(/^\$/, '')) || isSecretText(name)) return;
  const suggestion = suggestName(name, known.slice(0, maxCandidates));
  const shown = known.slice(0, maxShown).join(', ');
  const more = known.length > maxShown ? ` and ${known.length - maxShown} more` : '';
  const expected =
    known.length === 0 ? 'expected none, because there are none' : `expected one of ${shown}${more}`;
  const hint = suggestion === null ? null : `did you mean "${suggestion}"?`;
  const report = unknown.file === 'environment' ? scope.reportEnvironment : scope.report;
  report(path, `unknown ${noun}: ${expected}, got "${name}"`, hint);
}
