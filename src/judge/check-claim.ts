import type { Condition } from '../condition/condition.ts';
import { quoteConditions } from '../condition/quote-conditions.ts';
import type { PlannedClaim } from '../plan/plan.ts';
import type { ReportedCheck } from '../report/report.ts';
import { evaluateConditions, listValues, measureCovered, resolveCondition } from '../samples/window.ts';
import { isoOf, measureSteady, type Facts } from './facts.ts';
import { sayUnconfirmed } from './fault-facts.ts';
import { locateStep, locateWindow, type Stretch } from './windows.ts';
import type { Verdict } from '../report/verdict.ts';

/** A sentence about one watch, judged from its samples in one window. */
export function checkClaim(facts: Facts, claim: PlannedClaim): ReportedCheck {
  const check = {
    name: claim.claim,
    kind: 'claim' as const,
    quote: quote(claim),
    window: [] as string[],
    counts: {},
  };
  const fault = facts.faults.find(({ step }) => 'step' in claim.window && claim.window.step === step);
  if (fault !== undefined && facts.plan.occasion === 'disaster') {
    return { ...check, verdict: 'not-applicable', why: 'a disaster injects nothing' };
  }
  if (fault !== undefined && fault.confirmation?.confirmed !== true) {
    return { ...check, verdict: 'inconclusive', why: sayUnconfirmed(fault) };
  }
  const stretch = locateWindow(facts, claim);
  if (stretch === null)
    return { ...check, verdict: 'inconclusive', why: 'the drill did not get to this window' };
  const window = [isoOf(facts.base, stretch.fromMs), isoOf(facts.base, stretch.toMs)];
  return { ...check, window, ...judgeStretch(facts, claim, stretch) };
}

function judgeStretch(
  facts: Facts,
  claim: PlannedClaim,
  stretch: Stretch,
): { counts: Record<string, number>; verdict: Verdict; why: string } {
  const coverage = facts.coverages.get(claim.watch);
  if (coverage === undefined)
    return { counts: {}, verdict: 'inconclusive', why: `no samples of ${claim.watch}` };
  const measure = measureCovered(coverage, {
    fromMs: stretch.fromMs,
    toMs: stretch.toMs,
    region: claim.region,
  });
  const that = claim.that.map((condition) => relate(facts, claim.watch, condition));
  const { held, seen } = evaluateConditions(that, measure);
  const counts = listValues(measure);
  if (held !== 'unknown') return { counts, verdict: held ? 'pass' : 'fail', why: seen.join(', ') };
  return {
    counts,
    verdict: 'inconclusive',
    why: `${seen.join(', ')}: too little was measured to say; run the drill again`,
  };
}

function relate(facts: Facts, watch: string, condition: Condition): Condition {
  if (condition.of === null || condition.of === 'steady')
    return resolveCondition(condition, measureSteady(facts, watch));
  const stretch = locateStep(facts, condition.of);
  const coverage = facts.coverages.get(watch);
  const reference = stretch === null || coverage === undefined ? null : measureCovered(coverage, stretch);
  return resolveCondition(condition, reference);
}

function quote({ watch, that, region }: PlannedClaim): string {
  const from = region === null ? '' : ` from ${region}`;
  return `${watch}: ${quoteConditions(that)}${from}`;
}
