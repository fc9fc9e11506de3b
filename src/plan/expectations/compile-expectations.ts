import type { Expectation as Written } from '../../runbook/expectation.ts';
import type { Expectation } from '../plan.ts';
import type { Scope } from '../scope.ts';
import { compileExpectation } from './expectations.ts';

/** The expectations of `steady` or `settled`; one on several components becomes one for each, `id/component`. */
export function compileExpectations(scope: Scope, list: 'steady' | 'settled'): Expectation[] {
  return scope.runbook[list].flatMap((written, index) => {
    const path = [list, index];
    const { name, id } = nameExpectation(scope, written, { list, number: index + 1 });
    const compiled = compileExpectation(scope, { id, written }, path);
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
