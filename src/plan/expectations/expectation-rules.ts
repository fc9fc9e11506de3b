import type { Path } from '../../document/mapping.ts';
import type { ExpectationForms } from '../../runbook/expectation.ts';
import type { PlannedExpectations } from '../plan.ts';
import type { Scope } from '../scope.ts';

/** An expectation as it was written, and its id in the plan; on several components that becomes `id/component`. */
export interface Identified<Written> {
  id: string;
  written: Written;
}

/** All that the compiler knows of one kind of expectation. */
export interface ExpectationRules<Kind extends keyof PlannedExpectations> {
  /** Plans what was written at `path`, one for each component; none (reported) when anything in it is wrong. */
  compile(
    scope: Scope,
    expectation: Identified<ExpectationForms[Kind]>,
    path: Path,
  ): PlannedExpectations[Kind][];
  /** What must hold, for people. */
  describe(expectation: PlannedExpectations[Kind]): string;
}
