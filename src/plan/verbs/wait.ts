import { quoteConditions } from '../../condition/quote-conditions.ts';
import type { Path } from '../../document/mapping.ts';
import type { WaitStep as Written } from '../../runbook/step.ts';
import { formatDuration } from '../../time/duration.ts';
import { compileWatchConditions } from '../compile-conditions.ts';
import type { PlanStep } from '../plan.ts';
import { resolveRegion } from '../resolve-references.ts';
import type { Scope } from '../scope.ts';
import { spreadStep, stepBase } from './spread-step.ts';
import type { VerbRules } from './verb-rules.ts';

/** Waits for a time, or until a watch meets its conditions. */
export const waitVerb: VerbRules<'wait'> = {
  compile({ scope }, written, path) {
    const { wait, within } = written;
    if (typeof wait !== 'number') return compileCondition(scope, { written, wait }, path);
    if (within !== undefined)
      scope.report([...path, 'within'], 'expected no within for a wait of fixed length', 'leave it out');
    return { verb: 'wait', ...stepBase(written), until: { kind: 'time', ms: wait }, withinMs: wait };
  },
  describe({ until, withinMs }) {
    if (until.kind === 'time') return [`wait ${formatDuration(until.ms)}`];
    const from = until.region === null ? '' : ` from ${until.region}`;
    return [
      `wait until ${until.watch} has ${quoteConditions(until.that)}${from}`,
      `within ${formatDuration(withinMs)}`,
    ];
  },
  worstCaseMs: ({ withinMs }) => withinMs,
};

function compileCondition(
  scope: Scope,
  { written, wait }: { written: Written; wait: Exclude<Written['wait'], number> },
  path: Path,
): PlanStep | null {
  const { within } = written;
  const region = wait.from === undefined ? null : resolveRegion(scope, wait.from, [...path, 'wait', 'from']);
  const conditions = compileWatchConditions(scope, wait, [...path, 'wait']);
  const { sustained } = scope.environment.pace;
  if (within === undefined) {
    scope.report(
      [...path, 'wait'],
      'missing deadline: expected within for a wait on a watch, got nothing',
      'add within: 5m',
    );
    return null;
  }
  if (within <= sustained) {
    const needed = `expected longer than ${formatDuration(sustained)}, in which a condition must hold (pace.sustained)`;
    scope.report(
      [...path, 'within'],
      `impossible deadline: ${needed}, got ${formatDuration(within)}`,
      'raise within',
    );
  }
  if (conditions === null) return null;
  return spreadStep(written, conditions, (base, { watch, that }) => ({
    verb: 'wait',
    ...base,
    until: { kind: 'condition', watch, that, region },
    withinMs: within,
  }));
}
