import type { Path } from '../../document/mapping.ts';
import { kindOf, type Expectation as Written, type ExpectationForms } from '../../runbook/expectation.ts';
import type { Expectation, PlannedExpectations } from '../plan.ts';
import type { Scope } from '../scope.ts';
import { checkExpectation } from './check.ts';
import type { ExpectationRules, Identified } from './expectation-rules.ts';
import { watchExpectation } from './watch.ts';

type Kind = keyof ExpectationForms;

/** Every kind of expectation. One that is missing here does not compile. */
const expectations: { [K in Kind | Expectation['kind']]: ExpectationRules<K> } = {
  watch: watchExpectation,
  check: checkExpectation,
};

/** Plans one expectation, for each of its components; none (reported) when anything in it is wrong. */
export function compileExpectation(
  scope: Scope,
  { id, written }: Identified<Written>,
  path: Path,
): Expectation[] {
  return compileBy(kindOf(written), { scope, id, written }, path);
}

function compileBy<K extends Kind>(
  kind: K,
  { scope, ...expectation }: { scope: Scope } & Identified<ExpectationForms[K]>,
  path: Path,
): Expectation[] {
  return expectations[kind].compile(scope, expectation, path);
}

/** What must hold, for people. */
export function describeExpectation(expectation: Expectation): string {
  return describeBy(expectation.kind, expectation);
}

function describeBy<K extends Kind>(kind: K, expectation: PlannedExpectations[K]): string {
  return expectations[kind].describe(expectation);
}
