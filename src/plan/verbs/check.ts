import { quoteConditions } from '../../condition/quote-conditions.ts';
import { compileCheckConditions } from '../compile-conditions.ts';
import { provesOf } from '../read-meaning.ts';
import { compileOperation, describeOperation, worstCaseOfPhases } from './operation-step.ts';
import { spreadStep } from './spread-step.ts';
import type { VerbRules } from './verb-rules.ts';

/** Reads values, which must meet its conditions. */
export const checkVerb: VerbRules<'check'> = {
  compile(lane, written, path) {
    const compiled = compileOperation(lane, { kind: 'check', operation: written.check, written }, path);
    if (compiled === null) return null;
    const conditions = { texts: written.that ?? [], names: compiled.operation.names };
    const that = compileCheckConditions(lane.scope, conditions, [...path, 'that']);
    if (that === null) return null;
    const proves = provesOf(compiled.operation, compiled.input);
    return spreadStep(written, compiled.parts, (base, part) => ({
      verb: 'check',
      ...base,
      ...part,
      that,
      proves,
    }));
  },
  describe: (step) =>
    describeOperation(step, step.that.length === 0 ? [] : [`must be ${quoteConditions(step.that)}`]),
  worstCaseMs: (step) => worstCaseOfPhases(step, 0),
};
