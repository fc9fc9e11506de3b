import { flattenSteps, type Plan } from '../plan/plan.ts';
import type { ReportedCheck } from '../report/report.ts';
import { hasLabel } from '../samples/tally.ts';
import { evaluateConditions, measureCovered } from '../samples/window.ts';
import { elapsedMs } from '../time/instant.ts';
import { isoOf, type Facts } from './facts.ts';
import { timedOf } from './timed-event.ts';
import type { FaultFact } from './fault-facts.ts';
import type { Outage } from './outage.ts';

/**
 * Where the runbook recovers in another region: whether users were served without the lost one, from their recovery until it was
 * let back, and whether the drill did without its AWS API since it was seen to be away.
 */
export function checkLostRegion(facts: Facts, fault: FaultFact, outages: Outage[]): ReportedCheck {
  const region = fault.region ?? '';
  const check = {
    name: `${region} was not needed`,
    kind: 'lost-region' as const,
    quote: `users were served without ${region} until it was healed`,
    window: [] as string[],
    counts: {},
  };
  if (facts.plan.occasion === 'disaster') {
    return { ...check, verdict: 'not-applicable', why: 'a disaster injects nothing' };
  }
  if (!recoversElsewhere(facts.plan, region))
    return { ...check, verdict: 'not-applicable', why: 'the runbook does not recover in another region' };
  if (fault.injectingMs === null) {
    return { ...check, verdict: 'inconclusive', why: 'the fault was not injected' };
  }
  const relied = findCallsToLost(facts, fault);
  if (relied !== null) return { ...check, ...relied };
  const sustainedMs = outages.map(({ recovery }) => recovery.sustainedMs).filter((ms) => ms !== null);
  const fromMs = Math.max(...sustainedMs);
  const toMs = fault.healingMs ?? facts.ending.endedMs;
  if (
    fault.confirmation?.confirmed !== true ||
    sustainedMs.length < outages.length ||
    outages.length === 0 ||
    toMs <= fromMs
  ) {
    return { ...check, verdict: 'inconclusive', why: 'users did not recover while it was away' };
  }
  const window = [isoOf(facts.base, fromMs), isoOf(facts.base, toMs)];
  const stretch = { fromMs, toMs, region };
  const served = outages.reduce((sum, outage) => sum + countServed(outage, stretch), 0);
  if (served > 0) {
    const why = `${served} attempts were answered by ${region} after the recovery: it was still in use`;
    return { ...check, window, counts: { served }, verdict: 'fail', why };
  }
  return { ...check, window, counts: { served }, ...judgeRest(outages, stretch) };
}

/**
 * Whether an objective, a wait or the end state asks for answers `from` another region, or an action moves data or traffic
 * there: a runbook that forgot to ask must not escape the question.
 */
function recoversElsewhere({ objectives, steps, settled }: Plan, lost: string): boolean {
  const asked = [
    ...objectives.map((each) => (each.name === 'rto' ? each.region : null)),
    ...settled.map((each) => (each.kind === 'watch' ? each.region : null)),
    ...flattenSteps(steps).map((step) =>
      step.verb === 'wait' && step.until.kind === 'condition' ? step.until.region : null,
    ),
  ];
  const moved = flattenSteps(steps).flatMap((step) =>
    step.verb === 'do' && (step.marks === 'data' || step.marks === 'traffic') ? step.regions : [],
  );
  return [...asked, ...moved].some((region) => region !== null && region !== lost);
}

/** Steps that got an answer from the lost region's API. A look that failed is not one: the drill did without it. */
function findCallsToLost(
  facts: Facts,
  { region, confirmation, healingMs }: FaultFact,
): Pick<ReportedCheck, 'counts' | 'verdict' | 'why'> | null {
  const fromMs = confirmation?.atMs ?? Infinity;
  const toMs = healingMs ?? facts.ending.endedMs;
  const answers = timedOf(facts.events, 'calls-answered').filter(({ startedAt, atMs }) => {
    const startedMs = facts.base.monoMs + elapsedMs(facts.base, startedAt);
    return startedMs >= fromMs && atMs <= toMs;
  });
  const counts: Record<string, number> = {};
  for (const { step, calls } of answers) {
    const sum = Object.values(calls[region ?? ''] ?? {}).reduce((left, right) => left + right, 0);
    if (sum > 0) counts[step] = (counts[step] ?? 0) + sum;
  }
  if (Object.keys(counts).length === 0) return null;
  const why = `AWS calls to ${region} were answered while it was away, for ${Object.keys(counts).join(', ')}: the recovery depended on the lost region`;
  return { counts, verdict: 'fail', why };
}

interface RestStretch {
  fromMs: number;
  toMs: number;
  region: string;
}

function countServed({ coverage }: Outage, { fromMs, toMs, region }: RestStretch): number {
  const samples = coverage.samples.filter(({ intendedMs }) => intendedMs >= fromMs && intendedMs < toMs);
  return samples.filter((sample) => hasLabel(sample, 'ok', region)).length;
}

function judgeRest(outages: Outage[], { fromMs, toMs }: RestStretch): Pick<ReportedCheck, 'verdict' | 'why'> {
  const results = outages.map(({ coverage, that, objective }) => {
    const measure = measureCovered(coverage, { fromMs, toMs, region: objective.region });
    // What was not measured is listed as a gap; it cannot make a region needed that answered nothing.
    return { watch: objective.watch, ...evaluateConditions(that, { ...measure, missing: 0 }) };
  });
  const why = results.map(({ watch, seen }) => `${watch}: ${seen.join(', ')}`).join('; ');
  if (results.some(({ held }) => held === false)) return { verdict: 'fail', why };
  return { verdict: results.every(({ held }) => held === true) ? 'pass' : 'inconclusive', why };
}
