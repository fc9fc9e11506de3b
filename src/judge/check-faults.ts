import type { ReportedCheck } from '../report/report.ts';
import { hasLabel } from '../samples/tally.ts';
import { formatDuration } from '../time/duration.ts';
import type { Failure } from '../timeline/timeline.ts';
import { isoOf, type Facts } from './facts.ts';
import { timedOf } from './timed-event.ts';
import type { FaultFact } from './fault-facts.ts';

/** Whether the fault was seen to take effect, from outside the target, and lasted. Without that there is no verdict. */
export function checkFault(facts: Facts, fault: FaultFact): ReportedCheck {
  const { confirmation, step } = fault;
  const check = {
    name: step,
    kind: 'fault' as const,
    quote: `${fault.operation} takes effect`,
    window: faultWindow(facts, fault),
    counts: {},
  };
  if (confirmation?.confirmed === true) {
    const served = countServedByLost(facts, fault);
    const sum = Object.values(served).reduce((left, right) => left + right, 0);
    if (sum === 0) return { ...check, verdict: 'pass', why: confirmation.evidence };
    const why = `it did not last: ${sum} attempts were answered by ${fault.region} before anybody healed the fault; find out what let ${fault.region} back, and run the drill again`;
    return { ...check, counts: served, verdict: 'inconclusive', why };
  }
  if (facts.plan.occasion === 'disaster')
    return { ...check, verdict: 'not-applicable', why: 'a disaster injects nothing' };
  const failure = facts.steps.get(step)?.end?.failure ?? null;
  const seen = confirmation?.evidence ?? failure?.message ?? 'nobody looked';
  const why = fault.injectingMs === null ? sayNotInjected(failure) : `not confirmed: ${seen}`;
  return { ...check, verdict: 'inconclusive', why };
}

function sayNotInjected(failure: Failure | null): string {
  return failure === null ? 'it was not injected' : `it was not injected: ${failure.message}`;
}

/** Ok attempts per watch that the lost region answered after it was seen to be away and before anybody let it back. */
function countServedByLost(
  facts: Facts,
  { region, confirmation, healingMs }: FaultFact,
): Record<string, number> {
  if (region === null || confirmation === null) return {};
  const toMs = healingMs ?? facts.ending.endedMs;
  const counts = [...facts.coverages].map(([watch, { all }]): [string, number] => {
    const during = all.filter(({ intendedMs }) => intendedMs >= confirmation.atMs && intendedMs < toMs);
    return [watch, during.filter((sample) => hasLabel(sample, 'ok', region)).length];
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** Whether nothing of the fault is left. */
export function checkHealed(facts: Facts, fault: FaultFact): ReportedCheck {
  const check = {
    name: fault.step,
    kind: 'healed' as const,
    quote: 'nothing of the fault is left',
    window: faultWindow(facts, fault),
    counts: {},
  };
  if (fault.injectingMs === null) return { ...check, verdict: 'not-applicable', why: 'it was not injected' };
  if (fault.healing?.healed === true) return { ...check, verdict: 'pass', why: fault.healing.evidence };
  const why = fault.healing?.evidence ?? 'nobody healed it';
  return {
    ...check,
    verdict: 'fail',
    why: `it is not proven to be healed: ${why}; run drill sweep and look at the target`,
  };
}

/** Whether the drill healed the fault itself, before its absolute limit. An expired fault measured less than was asked for. */
export function checkTtl(facts: Facts, fault: FaultFact): ReportedCheck {
  const check = {
    name: fault.step,
    kind: 'ttl' as const,
    quote: 'the drill heals it before its ttl ends',
    window: faultWindow(facts, fault),
    counts: {},
  };
  const { injectingMs, healingMs, expiresMs, healing } = fault;
  if (injectingMs === null || healingMs === null || expiresMs === null) {
    return {
      ...check,
      verdict: 'not-applicable',
      why: injectingMs === null ? 'it was not injected' : 'it was not healed',
    };
  }
  const lasted = `in force for ${formatDuration(healingMs - injectingMs)} of at most ${formatDuration(expiresMs - injectingMs)}`;
  if (healing?.by === 'companion' || healingMs > expiresMs) {
    return {
      ...check,
      verdict: 'inconclusive',
      why: `it expired: ${lasted}; give it a longer ttl, or find out what held the drill up`,
    };
  }
  return { ...check, verdict: 'pass', why: lasted };
}

/** Whether everything that was to be taken back was; the most important line when it was not. */
export function checkUndo(facts: Facts): ReportedCheck[] {
  const undone = new Set(timedOf(facts.events, 'undone').map(({ step }) => step));
  const failed = timedOf(facts.events, 'undo-failed').filter(({ step }) => !undone.has(step));
  return [...new Map(failed.map((event) => [event.step, event])).values()].map(
    ({ step, operation, failure, givenUp }) => ({
      name: step,
      kind: 'healed' as const,
      quote: `${operation} is undone`,
      window: [],
      counts: {},
      verdict: 'fail' as const,
      why: [failure.message, failure.hint, sayGivenUp(givenUp)].filter((part) => part !== null).join('; '),
    }),
  );
}

function sayGivenUp(givenUp: { name: string | null; reason: string | null } | undefined): string | null {
  if (givenUp === undefined) return null;
  return `given up by ${givenUp.name ?? 'somebody'}: ${givenUp.reason ?? 'no reason given'}`;
}

function faultWindow(facts: Facts, { injectingMs, healingMs }: FaultFact): string[] {
  if (injectingMs === null) return [];
  return [isoOf(facts.base, injectingMs), isoOf(facts.base, healingMs ?? facts.ending.endedMs)];
}
