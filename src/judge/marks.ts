import type { ActionMark } from '../operation/meaning.ts';
import { flattenSteps, type DoStep } from '../plan/plan.ts';
import type { ReportedCheck } from '../report/report.ts';
import { disturbedMs, type Facts } from './facts.ts';
import { timedOf } from './timed-event.ts';
import type { Outage } from './outage.ts';

/** Named instants of the drill, monotonic ms, in order of time. Only those that were reached. */
export type Marks = { name: string; atMs: number }[];

/**
 * Finds every mark: those that the engine measures (from samples and from what the steps did, never from their names) and those
 * that the runbook names.
 */
export function findMarks(facts: Facts, outage: Outage | null, promises: ReportedCheck[]): Marks {
  const measured: Record<string, number | null> = {
    injected: facts.faults.some(({ injectingMs }) => injectingMs !== null) ? disturbedMs(facts) : null,
    impact: outage?.impactMs ?? null,
    fenced: findFirstMs(facts, 'fenced'),
    data: findFirstMs(facts, 'data'),
    traffic: findTrafficMs(facts, outage),
    'first-ok': outage?.impactMs == null ? null : outage.recovery.firstOkMs,
    sustained: outage?.impactMs == null ? null : outage.recovery.sustainedMs,
    verified: findVerifiedMs(facts, promises),
    healed: findHealedMs(facts),
  };
  const named = timedOf(facts.events, 'mark').map(({ name, atMs }) => ({ name, atMs }));
  return [
    ...Object.entries(measured).flatMap(([name, atMs]) => (atMs === null ? [] : [{ name, atMs }])),
    ...named,
  ].toSorted((left, right) => left.atMs - right.atMs);
}

/** The first action of the plan that is done and whose end is this mark: the proven fence, the new writer. */
function findFirstMs(facts: Facts, mark: ActionMark): number | null {
  const ends = findActions(facts, mark).map(({ id }) => findDoneMs(facts, id));
  return ends.find((atMs) => atMs !== null) ?? null;
}

/** The last action that sent users elsewhere and began before they were back for good. */
function findTrafficMs(facts: Facts, outage: Outage | null): number | null {
  const limitMs = outage?.recovery.sustainedMs ?? Infinity;
  const moves = findActions(facts, 'traffic');
  const inTime = moves.filter(({ id }) => (facts.steps.get(id)?.startedMs ?? Infinity) <= limitMs);
  const ends = inTime.map(({ id }) => findDoneMs(facts, id)).filter((atMs) => atMs !== null);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** The last check step, once all of them held. */
function findVerifiedMs(facts: Facts, promises: ReportedCheck[]): number | null {
  if (promises.length === 0 || promises.some(({ verdict }) => verdict !== 'pass')) return null;
  const ends = promises.map(({ name }) => findDoneMs(facts, name)).filter((atMs) => atMs !== null);
  return ends.length === 0 ? null : Math.max(...ends);
}

function findHealedMs(facts: Facts): number | null {
  const ends = facts.faults.flatMap(({ healing }) => (healing?.healed === true ? [healing.atMs] : []));
  return ends.length === 0 ? null : Math.max(...ends);
}

function findActions(facts: Facts, mark: ActionMark): DoStep[] {
  return flattenSteps(facts.plan.steps).filter(
    (step): step is DoStep => step.verb === 'do' && step.marks === mark,
  );
}

function findDoneMs(facts: Facts, step: string): number | null {
  const end = facts.steps.get(step)?.end ?? null;
  return end?.status === 'done' ? end.atMs : null;
}
