import { evaluateValues } from '../condition/evaluate-values.ts';
import { quoteConditions } from '../condition/quote-conditions.ts';
import { flattenSteps, type CheckStep } from '../plan/plan.ts';
import type { ReportedCheck } from '../report/report.ts';
import { numbersOf } from '../samples/numbers-of.ts';
import { isoOf, type Facts } from './facts.ts';
import type { StepFact } from './step-facts.ts';
import type { Verdict } from '../report/verdict.ts';

/** The check steps that promise something (`that`), in order. */
export function findPromises(facts: Facts): CheckStep[] {
  return flattenSteps(facts.plan.steps).filter(
    (step): step is CheckStep => step.verb === 'check' && step.that.length > 0,
  );
}

/** One check step against its conditions: audit, integrity, and whatever else a runbook checks on the way. */
export function checkStep(facts: Facts, step: CheckStep): ReportedCheck {
  const fact = facts.steps.get(step.id);
  const end = fact?.end ?? null;
  return {
    name: step.id,
    kind: 'integrity',
    quote: `${step.operation}: ${quoteConditions(step.that)}`,
    window:
      fact === undefined || end === null
        ? []
        : [isoOf(facts.base, fact.startedMs), isoOf(facts.base, end.atMs)],
    counts: numbersOf(end?.values ?? {}),
    ...decide(step, end),
  };
}

function decide(step: CheckStep, end: StepFact['end']): { verdict: Verdict; why: string } {
  if (end === null) return { verdict: 'inconclusive', why: 'it was not run: the drill did not get that far' };
  if (end.failure?.kind === 'CheckFailed') return { verdict: 'fail', why: end.failure.message };
  if (Object.keys(end.values).length === 0) {
    return {
      verdict: 'inconclusive',
      why: end.failure?.message ?? `it was ${end.status} and answered nothing`,
    };
  }
  const { held, seen } = evaluateValues(step.that, end.values);
  if (held === 'unknown') return { verdict: 'inconclusive', why: seen.join(', ') };
  return { verdict: held ? 'pass' : 'fail', why: seen.join(', ') };
}
