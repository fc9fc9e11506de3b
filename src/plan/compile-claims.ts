import type { Path } from '../document/mapping.ts';
import type { Claim } from '../runbook/expectation.ts';
import { measuredMarks } from '../timeline/timeline.ts';
import { compileWatchConditions } from './compile-conditions.ts';
import type { PlannedClaim, Window } from './plan.ts';
import { resolveRegion } from './resolve-references.ts';
import { reportUnknown, type Scope } from './scope.ts';

/** The claims, judged from samples alone; one on several components becomes one for each. */
export function compileClaims(scope: Scope): PlannedClaim[] {
  return scope.runbook.claims.flatMap((written, index) => {
    const path = ['claims', index];
    const window = compileWindow(scope, written, path);
    const region = written.from === undefined ? null : resolveRegion(scope, written.from, [...path, 'from']);
    const conditions = compileWatchConditions(scope, written, path) ?? [];
    if (window === null) return [];
    return conditions.map(({ watch, component, that }) => {
      const claim = conditions.length === 1 ? written.claim : `${written.claim} (${component})`;
      return { claim, watch, window, that, region };
    });
  });
}

function compileWindow(scope: Scope, { during, after, within }: Claim, path: Path): Window | null {
  if ((during === undefined) === (after === undefined) || (after === undefined) !== (within === undefined)) {
    const expected = 'expected either during, or after together with within';
    scope.report(
      path,
      `missing window: ${expected}`,
      'write during: step, [mark, mark] or all; or after: step, within: 30s',
    );
    return null;
  }
  if (after !== undefined) {
    return isStep(scope, after, [...path, 'after'])
      ? { kind: 'after', step: after, withinMs: within! }
      : null;
  }
  if (Array.isArray(during)) {
    const [from, to] = during;
    const areMarks = during.map((mark, index) => isMark(scope, mark, [...path, 'during', index]));
    return areMarks.every(Boolean) ? { kind: 'between', from, to } : null;
  }
  if (during === 'all') return { kind: 'all' };
  return isStep(scope, during!, [...path, 'during']) ? { kind: 'step', step: during! } : null;
}

function isStep(scope: Scope, step: string, path: Path): boolean {
  if (scope.names.steps.has(step)) return true;
  if (scope.names.leftOut.has(step)) {
    scope.report(path, `expected a step that runs, got "${step}", which its \`when\` leaves out`);
  } else reportUnknown(scope, path, { noun: 'step', name: step, known: [...scope.names.steps.keys()] });
  return false;
}

function isMark(scope: Scope, mark: string, path: Path): boolean {
  const known = [...scope.names.marks, ...measuredMarks];
  if (known.includes(mark)) return true;
  reportUnknown(scope, path, { noun: 'mark', name: mark, known });
  return false;
}
