import type { Path } from '../document/mapping.ts';
import { formatDuration } from '../time/duration.ts';
import { flattenSteps, type Objective, type PlannedParts } from './plan.ts';
import { reportUnknown, type Scope } from './scope.ts';

const objectiveNames = ['rto', 'rpo'] as const;

/** The planned parts from which an objective learns when its watch is well, and which region must answer. */
type Planned = Pick<PlannedParts, 'steady' | 'steps' | 'settled'>;

/** The objectives of each watch, tightened by the environment; an rto holds when the watch's first steady shares hold again. */
export function compileObjectives(scope: Scope, planned: Planned): Objective[] {
  checkTightened(scope);
  return Object.entries(scope.runbook.objectives).flatMap(([watch, written]) => {
    const bound = scope.watches.get(watch);
    if (bound === undefined) {
      reportUnknown(scope, ['objectives', watch], {
        noun: 'watch',
        name: watch,
        known: [...scope.watches.keys()],
      });
      return [];
    }
    return bound.planned.flatMap(({ name }) =>
      objectiveNames.flatMap((objective): Objective[] => {
        const asked = written[objective];
        if (asked === undefined) return [];
        const targetMs = tighten(scope, { watch, objective, asked });
        if (objective === 'rpo') return [{ name: objective, watch: name, targetMs }];
        const that = steadyShares(planned, name);
        if (that.length === 0 && !scope.names.unreadable.has('steady'))
          reportNoShares(scope, ['objectives', watch, 'rto']);
        return [{ name: objective, watch: name, targetMs, region: regionOf(planned, name), that }];
      }),
    );
  });
}

function tightenedBy(scope: Scope): Scope['environment']['objectives'][string] {
  const { objectives } = scope.environment;
  const { runbook } = scope.runbook;
  return Object.hasOwn(objectives, runbook) ? objectives[runbook]! : {};
}

function checkTightened(scope: Scope): void {
  for (const [watch, tightened] of Object.entries(tightenedBy(scope))) {
    const path = ['objectives', scope.runbook.runbook, watch];
    const { objectives } = scope.runbook;
    if (!Object.hasOwn(objectives, watch)) {
      const known = Object.keys(objectives);
      reportUnknown(scope, path, { file: 'environment', noun: 'watch with objectives', name: watch, known });
      continue;
    }
    for (const name of objectiveNames) {
      if (tightened[name] === undefined || objectives[watch]![name] !== undefined) continue;
      scope.reportEnvironment(
        [...path, name],
        `expected an objective that the runbook has for ${watch}, got "${name}"`,
      );
    }
  }
}

function tighten(
  scope: Scope,
  { watch, objective, asked }: { watch: string; objective: 'rto' | 'rpo'; asked: number },
): number {
  const all = tightenedBy(scope);
  const tightened = Object.hasOwn(all, watch) ? all[watch]![objective] : undefined;
  if (tightened === undefined) return asked;
  if (tightened > asked) {
    const path = ['objectives', scope.runbook.runbook, watch, objective];
    const what = `expected at most the runbook's ${formatDuration(asked)}, got ${formatDuration(tightened)}`;
    scope.reportEnvironment(path, what, 'an environment may tighten objectives, never loosen them');
  }
  return Math.min(asked, tightened);
}

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
