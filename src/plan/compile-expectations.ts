import type { Path } from '../document/mapping.ts';
import type { CheckExpectation, Expectation as Written, WatchExpectation } from '../runbook/expectation.ts';
import { compileCall } from './call/compile-call.ts';
import { planCall } from './call/plan-call.ts';
import { compileCheckConditions, compileWatchConditions } from './compile-conditions.ts';
import type { Expectation } from './plan.ts';
import { resolveRegion } from './resolve-references.ts';
import type { Scope } from './scope.ts';

/** The expectations of `steady` or `settled`; one on several components becomes one for each, `id/component`. */
export function compileExpectations(scope: Scope, list: 'steady' | 'settled'): Expectation[] {
  return scope.runbook[list].flatMap((written, index) => {
    const path = [list, index];
    const { name, id } = nameExpectation(scope, written, { list, number: index + 1 });
    const compiled =
      'watch' in written
        ? compileWatchExpectation(scope, { id, written }, path)
        : compileCheckExpectation(scope, { id, written }, path);
    if (compiled.length === 0) scope.names.unreadable.add(id).add(list);
    if (list === 'steady') scope.steady.push(...compiled.map((each) => ({ name, id: each.id })));
    return compiled;
  });
}

/** A check goes by the last part of its operation's id while that is free, all others by the name of their list. */
function nameExpectation(
  scope: Scope,
  written: Written,
  { list, number }: { list: string; number: number },
): { name: string; id: string } {
  const short = 'check' in written ? written.check.split('.').at(-1)! : null;
  const isFree = short !== null && !scope.names.taken.has(short);
  const named = isFree ? { name: short, id: short } : { name: list, id: `${list}/${number}` };
  scope.names.taken.add(named.id);
  return named;
}

function compileWatchExpectation(
  scope: Scope,
  { id, written }: { id: string; written: WatchExpectation },
  path: Path,
): Expectation[] {
  const region = written.from === undefined ? null : resolveRegion(scope, written.from, [...path, 'from']);
  const conditions = compileWatchConditions(scope, written, path) ?? [];
  return conditions.map(({ watch, component, that }) => ({
    kind: 'watch',
    id: conditions.length === 1 ? id : `${id}/${component}`,
    watch,
    that,
    region,
  }));
}

function compileCheckExpectation(
  scope: Scope,
  { id, written }: { id: string; written: CheckExpectation },
  path: Path,
): Expectation[] {
  const { check, target, that: texts } = written;
  const writtenCall = { operation: check, kind: 'check', target, with: written.with } as const;
  const call = compileCall({ scope, before: new Map() }, writtenCall, path);
  if (call === null) return [];
  const { names } = call.operation;
  const that = compileCheckConditions(scope, { texts, names }, [...path, 'that']);
  if (that === null) return [];
  return planCall(scope, call, written).map((planned) => ({
    kind: 'check',
    id: call.components.length === 1 ? id : `${id}/${planned.component ?? ''}`,
    that,
    ...planned,
  }));
}
