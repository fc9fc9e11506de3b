import { formatDuration } from '../../time/duration.ts';
import type { InjectStep } from '../plan.ts';
import { takesAwayOf } from '../read-meaning.ts';
import { compileOperation, describeOperation, worstCaseOfPhases } from './operation-step.ts';
import { spreadStep } from './spread-step.ts';
import type { VerbRules } from './verb-rules.ts';

/** Breaks something. It is healed at the end unless a later heal step says so (`heal.ts`). */
export const injectVerb: VerbRules<'inject'> = {
  compile(lane, written, path) {
    const compiled = compileOperation(lane, { kind: 'fault', operation: written.inject, written }, path);
    if (compiled === null) return null;
    const takesAway = takesAwayOf(compiled.operation, compiled.input);
    return spreadStep(written, compiled.parts, (base, part) => ({
      verb: 'inject',
      ...base,
      ...part,
      takesAway,
      ttlMs: written.ttl,
      heal: { kind: 'end' },
    }));
  },
  describe: (step) => describeOperation(step, [describeHeal(step)]),
  // It is previewed and confirmed.
  worstCaseMs: (step) => worstCaseOfPhases(step, 2),
};

function describeHeal({ heal, ttlMs }: InjectStep): string {
  const limit = `at the latest after ${formatDuration(ttlMs)}`;
  if (heal.kind === 'step') return `healed by ${heal.step}, ${limit}`;
  return `healed at the end, ${limit}`;
}
