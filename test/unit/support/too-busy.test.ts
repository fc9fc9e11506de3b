import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { type DrillVariation, failover, makeDrill } from '../../support/synthetic-drill.ts';
import { instant, script, without } from '../../support/synthetic-timeline.ts';
import { NotMeasured, mustBeMeasured } from '../../support/too-busy.ts';

const blindMeanwhile: DrillVariation['reads'] = (atMs) =>
  atMs >= script.impactMs + 1_000 && atMs < script.recoveredMs - 1_000 ? null : failover(atMs);
const neverBack: DrillVariation['reads'] = (atMs) =>
  atMs < script.impactMs ? { region: 'west' } : { label: 'refused', region: null };
const withoutFault: DrillVariation['timeline'] = (events) => without(events, { step: 'lose-region' });

/** Nothing samples what one of its claims is about. */
const alsoWithout: DrillVariation['plan'] = (plan) => ({
  ...plan,
  claims: [...plan.claims, { ...plan.claims[0]!, claim: 'another', watch: 'elsewhere' }],
});

const look = (variation: DrillVariation) => () => mustBeMeasured(judge(makeDrill(variation)));

test('a drill whose samplers had no time could not be measured', () => {
  expect(look({ reads: blindMeanwhile })).toThrow(NotMeasured);
});

test.each<[string, DrillVariation]>([
  ['that passed', {}],
  ['that failed', { reads: neverBack }],
  ['that is inconclusive for a reason of the product', { timeline: withoutFault }],
  ['that has such a reason beside samples that are missing', { reads: blindMeanwhile, plan: alsoWithout }],
])('a drill %s is not excused', (_title, variation) => {
  expect(look(variation)).not.toThrow();
});

test('a drill that was not started for want of samples could not be measured, whatever else it did not come to', () => {
  expect(look(notStarted('ok = 100% (134 samples, 16 missing)'))).toThrow(NotMeasured);
  expect(look(notStarted('ok = 40% (150 samples)'))).not.toThrow();
});

function notStarted(seen: string): DrillVariation {
  const results = [{ id: 'steady/1', held: false, seen: [seen], values: {} }];
  return {
    reads: (_atMs, number) => (number % 20 === 0 ? null : { region: 'west' }),
    timeline: (events) => [
      ...events.slice(0, 2),
      { at: instant(20_000), kind: 'expectations-checked', phase: 'steady', results },
      { at: instant(23_100), kind: 'drill-finished', outcome: 'undone', clean: true },
    ],
  };
}
