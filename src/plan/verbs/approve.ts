import type { Path } from '../../document/mapping.ts';
import { formatDuration } from '../../time/duration.ts';
import { fillText } from '../resolve-references.ts';
import { reportUnknown, type Scope } from '../scope.ts';
import type { Lane } from './lane.ts';
import { stepBase } from './spread-step.ts';
import type { VerbRules } from './verb-rules.ts';

/** Asks people of a role whether to go on. */
export const approveVerb: VerbRules<'approve'> = {
  compile(lane, written, path) {
    const { by, ask, show, within, otherwise } = written.approve;
    const at = [...path, 'approve'];
    checkRole(lane.scope, by, [...at, 'by']);
    return {
      verb: 'approve',
      ...stepBase(written),
      by,
      ask: fillText(lane.scope, ask, [...at, 'ask']),
      show: show.flatMap((name, index) => findShown(lane, name, [...at, 'show', index])),
      withinMs: within,
      otherwise,
    };
  },
  describe({ by, ask, show, withinMs, otherwise }) {
    const shown = show.length === 0 ? '' : `, shown ${show.join(', ')}`;
    return [
      `approve by ${by}: "${ask}"${shown}`,
      `within ${formatDuration(withinMs)}, otherwise ${otherwise}`,
    ];
  },
  worstCaseMs: ({ withinMs }) => withinMs,
};

function checkRole(scope: Scope, role: string, path: Path): void {
  const roles = [...new Set(Object.values(scope.environment.people).flatMap((person) => person.roles))];
  if (roles.includes(role)) return;
  reportUnknown(scope, path, {
    noun: 'role that a person of the environment has',
    name: role,
    known: roles,
  });
}

/** What an approval shows: a check step before it, or a steady expectation, by its id or its operation's last part. */
function findShown({ scope, before }: Lane, name: string, path: Path): string[] {
  const checks = [...before.values()].filter(({ verb }) => verb === 'check');
  const known = [
    ...checks.flatMap(
      ({ id, operation }) =>
        [
          [id, id],
          [operation?.split('.').at(-1) ?? id, id],
        ] as const,
    ),
    ...scope.steady.map(({ name: shown, id }) => [shown, id] as const),
  ];
  const steps = known
    .filter(([shown, id]) => shown === name && scope.names.steps.has(id))
    .map(([, id]) => id);
  const found =
    steps.length > 0
      ? steps
      : known.filter(([shown, id]) => shown === name || id === name).map(([, id]) => id);
  const isUnreadable =
    scope.names.unreadable.has(name) || [...before.values()].some(({ verb }) => verb === 'unreadable');
  if (found.length === 0 && !isUnreadable) {
    const names = [...new Set(known.map(([shown]) => shown))];
    reportUnknown(scope, path, { noun: 'check to show', name, known: names });
  }
  return [...new Set(found)];
}
