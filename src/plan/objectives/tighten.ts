import { formatDuration } from '../../time/duration.ts';
import { reportUnknown, type Scope } from '../scope.ts';
import { listAsked, type ObjectiveName } from './objectives.ts';

/** The environment may tighten only objectives that the runbook has. */
export function checkTightened(scope: Scope): void {
  for (const [watch, tightened] of Object.entries(tightenedBy(scope))) {
    const path = ['objectives', scope.runbook.runbook, watch];
    const { objectives } = scope.runbook;
    if (!Object.hasOwn(objectives, watch)) {
      const known = Object.keys(objectives);
      reportUnknown(scope, path, { file: 'environment', noun: 'watch with objectives', name: watch, known });
      continue;
    }
    for (const [name] of listAsked(tightened)) {
      if (objectives[watch]![name] !== undefined) continue;
      scope.reportEnvironment(
        [...path, name],
        `expected an objective that the runbook has for ${watch}, got "${name}"`,
      );
    }
  }
}

/** What an objective asks for: the runbook's time, or the shorter one of the environment. */
export function tighten(
  scope: Scope,
  { watch, name, askedMs }: { watch: string; name: ObjectiveName; askedMs: number },
): number {
  const all = tightenedBy(scope);
  const tightened = Object.hasOwn(all, watch) ? all[watch]![name] : undefined;
  if (tightened === undefined) return askedMs;
  if (tightened > askedMs) {
    const path = ['objectives', scope.runbook.runbook, watch, name];
    const what = `expected at most the runbook's ${formatDuration(askedMs)}, got ${formatDuration(tightened)}`;
    scope.reportEnvironment(path, what, 'an environment may tighten objectives, never loosen them');
  }
  return Math.min(askedMs, tightened);
}

function tightenedBy(scope: Scope): Scope['environment']['objectives'][string] {
  const { objectives } = scope.environment;
  const { runbook } = scope.runbook;
  return Object.hasOwn(objectives, runbook) ? objectives[runbook]! : {};
}
