import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { PlannedClaim, Window } from '../../../src/plan/plan.ts';
import { makeDrill, type DrillVariation } from '../../support/synthetic-drill.ts';
import { duration, percent, zero } from '../../support/synthetic-series.ts';
import { script } from '../../support/synthetic-timeline.ts';

function judgeClaim(parts: Partial<PlannedClaim>, variation: DrillVariation = {}) {
  const report = judge(
    makeDrill({ ...variation, plan: (plan) => ({ ...plan, claims: [{ ...plan.claims[0]!, ...parts }] }) }),
  );
  const claim = report.checks.find(({ kind }) => kind === 'claim')!;
  const [from, to] = claim.window.map((text) => Date.parse(text) - zero.at);
  return { verdict: claim.verdict, why: claim.why, from, to };
}

test.each<[string, Window, number, number]>([
  [
    'a fault, from inject to heal',
    { kind: 'step', step: 'lose-region' },
    script.injectingMs,
    script.healingMs,
  ],
  ['a step, from start to end', { kind: 'step', step: 'fence' }, 10_700, 12_000],
  ['between a mark and a step', { kind: 'between', from: 'detected', to: 'swap' }, 8_500, 14_900],
  ['after a step, for a time', { kind: 'after', step: 'swap', withinMs: 2_000 }, 14_900, 16_900],
  ['all that was measured', { kind: 'all' }, 0, 23_900],
])('A claim is judged in its window: %s.', (_name, window, from, to) => {
  expect(judgeClaim({ window, that: [percent('hang', '=', 0)] })).toMatchObject({
    verdict: 'pass',
    from,
    to,
  });
});

test('a claim that does not hold fails and says what was seen', () => {
  expect(judgeClaim({ that: [percent('refused', '<=', 5)] })).toMatchObject({
    verdict: 'fail',
    why: expect.stringMatching(/^refused = 58\.82% \(850 samples\)$/),
  });
});

test('a claim about a window that the drill never reached is inconclusive', () => {
  expect(judgeClaim({ window: { kind: 'step', step: 'elsewhere' } }).verdict).toBe('inconclusive');
});

test('a claim of too few samples is inconclusive', () => {
  const thin: DrillVariation = { reads: (_, number) => (number % 3 === 0 ? null : {}) };
  expect(judgeClaim({}, thin)).toMatchObject({
    verdict: 'inconclusive',
    why: expect.stringContaining('too little'),
  });
});

test('a claim of steady relates to what was measured before the drill, one of a step to that step', () => {
  const slower: DrillVariation = {
    reads: (atMs) => ({ doneMs: zero.monoMs + atMs + (atMs < script.impactMs ? 10 : 15) }),
  };
  const window: Window = { kind: 'all' };
  const twice = { ...duration('p50', '<=', 150), of: 'steady' };
  expect(judgeClaim({ window, that: [twice] }, slower).verdict).toBe('pass');
  expect(judgeClaim({ window, that: [{ ...twice, value: 140 }] }, slower).verdict).toBe('fail');
  expect(judgeClaim({ window, that: [{ ...twice, value: 100, of: 'fence' }] }, slower).verdict).toBe('pass');
});
