import type { ReportedCheck } from '../report/report.ts';
import { hasLabel } from '../samples/tally.ts';
import { isoOf, type Facts } from './facts.ts';
import type { FaultFact } from './fault-facts.ts';

/** Whether the objectives' watches were served by what the fault takes away, right before it: losing what nobody uses proves nothing. */
export function checkBaseline(facts: Facts, fault: FaultFact): ReportedCheck {
  const check = { name: `in use before ${fault.step}`, kind: 'baseline' as const, quote: quote(fault) };
  if (fault.injectingMs === null && facts.plan.occasion === 'disaster') {
    return { ...check, window: [], counts: {}, verdict: 'not-applicable', why: 'a disaster injects nothing' };
  }
  if (fault.injectingMs === null) {
    return { ...check, window: [], counts: {}, verdict: 'inconclusive', why: 'the fault was not injected' };
  }
  const fromMs = fault.injectingMs - facts.plan.pace.sustainedMs;
  const served = countServed(facts, { fromMs, toMs: fault.injectingMs, region: fault.region });
  const unused = Object.keys(served).filter((watch) => served[watch] === 0);
  return {
    ...check,
    window: [isoOf(facts.base, fromMs), isoOf(facts.base, fault.injectingMs)],
    counts: served,
    verdict: unused.length === 0 && Object.keys(served).length > 0 ? 'pass' : 'inconclusive',
    why: describeServed(fault, served, unused),
  };
}

function quote({ region }: FaultFact): string {
  return region === null
    ? 'every watch with an objective was ok'
    : `every watch with an objective was served by ${region}`;
}

function describeServed({ region }: FaultFact, served: Record<string, number>, unused: string[]): string {
  if (Object.keys(served).length === 0) return 'the plan has no objective, so there is no watch to look at';
  if (unused.length === 0) return region === null ? 'all of them were' : `${region} served all of them`;
  const names = unused.join(', ');
  return region === null
    ? `no attempt of ${names} was ok; start the drill where the traffic is`
    : `${region} did not serve ${names}; start the drill where the traffic is`;
}

/** Ok attempts per watch with an objective. */
function countServed(
  facts: Facts,
  window: { fromMs: number; toMs: number; region: string | null },
): Record<string, number> {
  const watches = new Set(facts.plan.objectives.map(({ watch }) => watch));
  return Object.fromEntries(
    [...watches].map((watch) => {
      const samples = facts.coverages.get(watch)?.samples ?? [];
      const inWindow = samples.filter(
        ({ intendedMs }) => intendedMs >= window.fromMs && intendedMs < window.toMs,
      );
      return [watch, inWindow.filter((sample) => hasLabel(sample, 'ok', window.region)).length];
    }),
  );
}
