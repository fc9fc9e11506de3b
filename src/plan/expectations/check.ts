import { quoteConditions } from '../../condition/quote-conditions.ts';
import { compileCall } from '../call/compile-call.ts';
import { planCall } from '../call/plan-call.ts';
import { compileCheckConditions } from '../compile-conditions.ts';
import type { ExpectationRules } from './expectation-rules.ts';

/** Conditions over the values of a check. Nothing has run before it, so that it can refer to no result. */
export const checkExpectation: ExpectationRules<'check'> = {
  compile(scope, { id, written }, path) {
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
  },
  describe({ operation, component, that }) {
    const on = component === null ? '' : ` on ${component}`;
    return `${operation}${on}: ${quoteConditions(that)}`;
  },
};
