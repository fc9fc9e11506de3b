import { quoteConditions } from '../../condition/quote-conditions.ts';
import type { Path } from '../../document/mapping.ts';
import { formatDuration } from '../../time/duration.ts';
import { flattenSteps } from '../plan.ts';
import type { Scope } from '../scope.ts';
import type { Asked, ObjectiveRules } from './objective-rules.ts';

type Planned = Asked['planned'];

/** How long a watch may be without service; it is back when its first steady shares hold again. */
export const rtoObjective: ObjectiveRules<'rto'> = {
  compile(scope, { watch, targetMs, planned }, path) {
    const that = steadyShares(planned, watch);
    if (that.length === 0 && !scope.names.unreadable.has('steady')) reportNoShares(scope, path);
    return { name: 'rto', watch, targetMs, region: regionOf(planned, watch), that };
  },
  describe({ watch, targetMs, region, that }) {
    const from = region === null ? '' : ` from ${region}`;
    return `${watch}: back (${quoteConditions(that)}${from}) within ${formatDuration(targetMs)}`;
  },
};

function steadyShares({ steady }: Planned, watch: string) {
  const first = steady.find((expectation) => expectation.kind === 'watch' && expectation.watch === watch);
  return first?.that.filter((condition) => condition.measure === 'percent' && condition.of === null) ?? [];
}

function reportNoShares(scope: Scope, path: Path): void {
  const what = 'recovery cannot be told: expected a steady expectation with a share on this watch, got none';
  scope.report(path, what, 'add to steady: { watch: ..., that: [ok >= 99%] }');
}

/** The region that must answer again: `from` of what the runbook waits for, or leaves behind, on this watch. */
function regionOf({ steps, settled }: Planned, watch: string): string | null {
  const left = settled.flatMap((each) =>
    each.kind === 'watch' && each.watch === watch ? [each.region] : [],
  );
  const waited = flattenSteps(steps).flatMap((step) =>
    step.verb === 'wait' && step.until.kind === 'condition' && step.until.watch === watch
      ? [step.until.region]
      : [],
  );
  return [...left, ...waited].find((region) => region !== null) ?? null;
}
