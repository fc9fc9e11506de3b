import type { Objective } from '../plan.ts';
import { reportUnknown, type Scope } from '../scope.ts';
import type { Asked } from './objective-rules.ts';
import { compileObjective, listAsked } from './objectives.ts';
import { checkTightened, tighten } from './tighten.ts';

/** The objectives of each watch, tightened by the environment. */
export function compileObjectives(scope: Scope, planned: Asked['planned']): Objective[] {
  checkTightened(scope);
  return Object.entries(scope.runbook.objectives).flatMap(([watch, written]) => {
    const bound = scope.watches.get(watch);
    if (bound === undefined) {
      const known = [...scope.watches.keys()];
      reportUnknown(scope, ['objectives', watch], { noun: 'watch', name: watch, known });
      return [];
    }
    return bound.planned.flatMap((each) =>
      listAsked(written).map(([name, askedMs]) => {
        const targetMs = tighten(scope, { watch, name, askedMs });
        const asked = { watch: each.name, targetMs, planned };
        return compileObjective(scope, { name, asked }, ['objectives', watch, name]);
      }),
    );
  });
}
