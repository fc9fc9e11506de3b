import { quoteConditions } from '../../condition/quote-conditions.ts';
import { compileWatchConditions } from '../compile-conditions.ts';
import { resolveRegion } from '../resolve-references.ts';
import type { ExpectationRules } from './expectation-rules.ts';

/** Conditions over what a watch measures. */
export const watchExpectation: ExpectationRules<'watch'> = {
  compile(scope, { id, written }, path) {
    const region = written.from === undefined ? null : resolveRegion(scope, written.from, [...path, 'from']);
    const conditions = compileWatchConditions(scope, written, path) ?? [];
    return conditions.map(({ watch, component, that }) => ({
      kind: 'watch',
      id: conditions.length === 1 ? id : `${id}/${component}`,
      watch,
      that,
      region,
    }));
  },
  describe({ watch, that, region }) {
    const from = region === null ? '' : ` from ${region}`;
    return `${watch}: ${quoteConditions(that)}${from}`;
  },
};
