import { quoteConditions } from '../condition/quote-conditions.ts';
import type { Expectation } from '../plan/plan.ts';
import type { ReportedCheck } from '../report/report.ts';
import { numbersOf } from '../samples/numbers-of.ts';
import type { ExpectationResult } from '../timeline/timeline.ts';
import { isoOf, type Facts } from './facts.ts';
import { timedOf } from './timed-event.ts';
import type { Verdict } from '../report/verdict.ts';

/** Steady before the first step. Not steady is inconclusive: nothing was tried on a service that was ill already. */
export function checkSteady(facts: Facts): ReportedCheck[] {
  return facts.plan.steady.map((expectation) =>
    reportExpectation(facts, expectation, { phase: 'steady', broken: 'inconclusive' }),
  );
}

/** The end: steady again when everything was taken back, the settled state once there was no way back. */
export function checkEndState(facts: Facts): ReportedCheck[] {
  const phase = facts.ending.sealed ? 'settled' : 'steady-again';
  const expectations = facts.ending.sealed ? facts.plan.settled : facts.plan.steady;
  if (expectations.length > 0) {
    return expectations.map((expectation) =>
      reportExpectation(facts, expectation, { phase, broken: 'fail' }),
    );
  }
  const why = 'the runbook says nothing about this state; add conditions to it';
  return [{ name: phase, kind: phase, quote: '', window: [], counts: {}, verdict: 'inconclusive', why }];
}

interface Phase {
  phase: 'steady' | 'steady-again' | 'settled';
  /** Verdict when the conditions do not hold. */
  broken: Verdict;
}

function reportExpectation(facts: Facts, expectation: Expectation, { phase, broken }: Phase): ReportedCheck {
  const events = timedOf(facts.events, 'expectations-checked').filter((event) => event.phase === phase);
  const answered = events.findLast(({ results }) => results.some(({ id }) => id === expectation.id));
  const result = answered?.results.find(({ id }) => id === expectation.id);
  return {
    name: expectation.id,
    kind: phase,
    quote: quote(expectation),
    window: answered === undefined ? [] : [isoOf(facts.base, answered.atMs)],
    counts: numbersOf(result?.values ?? {}),
    verdict: verdictOf(result, broken),
    why: result === undefined ? 'it was not checked: the drill did not get that far' : result.seen.join(', '),
  };
}

function verdictOf(result: ExpectationResult | undefined, broken: Verdict): Verdict {
  if (result === undefined || result.held === 'unknown') return 'inconclusive';
  return result.held ? 'pass' : broken;
}

function quote(expectation: Expectation): string {
  const that = quoteConditions(expectation.that);
  const subject = expectation.kind === 'watch' ? expectation.watch : expectation.operation;
  const from =
    expectation.kind === 'watch' && expectation.region !== null ? ` from ${expectation.region}` : '';
  return that === '' ? subject : `${subject}: ${that}${from}`;
}
