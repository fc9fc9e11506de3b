import type { Path } from '../document/mapping.ts';
import type { ApproveStep, HealStep, WaitStep } from '../runbook/step.ts';
import { formatDuration } from '../time/duration.ts';
import { compileWatchConditions } from './compile-conditions.ts';
import { spreadStep, stepBase, type Lane } from './lane.ts';
import type { PlanStep } from './plan.ts';
import { fillText, resolveRegion } from './resolve-references.ts';
import { reportUnknown } from './scope.ts';

/** Plans a heal; the faults of the named step learn that they are healed here. */
export function compileHeal({ scope, before }: Lane, written: HealStep, path: Path): PlanStep | null {
  const known = before.get(written.heal);
  const at = [...path, 'heal'];
  if (known?.verb === 'unreadable') return null;
  if (known === undefined || known.faults.length === 0) {
    const faults = [...before.values()].flatMap(({ id, faults: found }) => (found.length > 0 ? [id] : []));
    reportUnknown(scope, at, { noun: 'earlier inject step', name: written.heal, known: faults });
    return null;
  }
  if (known.faults.some((fault) => fault.heal.kind !== 'end')) {
    scope.report(
      at,
      `expected a fault that nothing else heals, got "${written.heal}"`,
      'heal it once: by a step, or by "for"',
    );
    return null;
  }
  const parts = known.faults.map((fault) => ({ component: fault.component, fault }));
  return spreadStep(written, parts, (base, { fault }) => {
    fault.heal = { kind: 'step', step: base.id };
    return { verb: 'heal', ...base, fault: fault.id };
  });
}

export function compileApprove(lane: Lane, written: ApproveStep, path: Path): PlanStep {
  const { by, ask, show, within, otherwise } = written.approve;
  const { scope } = lane;
  const at = [...path, 'approve'];
  const roles = [...new Set(Object.values(scope.environment.people).flatMap((person) => person.roles))];
  if (!roles.includes(by)) {
    reportUnknown(scope, [...at, 'by'], {
      noun: 'role that a person of the environment has',
      name: by,
      known: roles,
    });
  }
  return {
    verb: 'approve',
    ...stepBase(written),
    by,
    ask: fillText(scope, ask, [...at, 'ask']),
    show: show.flatMap((name, index) => findShown(lane, name, [...at, 'show', index])),
    withinMs: within,
    otherwise,
  };
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
    ...scope.steady.map(({ id }) => [id.split('/')[0]!, id] as const),
  ];
  const steps = known.filter(([shown, id]) => shown === name && scope.stepIds.has(id)).map(([, id]) => id);
  const found =
    steps.length > 0
      ? steps
      : known.filter(([shown, id]) => shown === name || id === name).map(([, id]) => id);
  const isUnreadable =
    scope.unreadable.has(name) || [...before.values()].some(({ verb }) => verb === 'unreadable');
  if (found.length === 0 && !isUnreadable) {
    const names = [...new Set(known.map(([shown]) => shown))];
    reportUnknown(scope, path, { noun: 'check to show', name, known: names });
  }
  return [...new Set(found)];
}

export function compileWait({ scope }: Lane, written: WaitStep, path: Path): PlanStep | null {
  const { wait, within } = written;
  if (typeof wait === 'number') {
    if (within !== undefined)
      scope.report([...path, 'within'], 'expected no within for a wait of fixed length', 'leave it out');
    return { verb: 'wait', ...stepBase(written), until: { kind: 'time', ms: wait }, withinMs: wait };
  }
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
