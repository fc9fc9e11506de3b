import { messageOf } from '../errors/operation-error.ts';
import type { Report, ReportedCheck } from '../report/report.ts';
import { boundReport } from '../report/bound-report.ts';
import { checkBaseline } from './check-baseline.ts';
import { checkClaim } from './check-claim.ts';
import { checkEndState, checkSteady } from './check-expectations.ts';
import { checkFault, checkHealed, checkTtl, checkUndo } from './check-faults.ts';
import { checkLostRegion } from './check-lost-region.ts';
import { checkObjective } from './check-objective.ts';
import { checkStep, findPromises } from './check-step.ts';
import { checkUntried } from './check-untried.ts';
import { describeDrill } from './describe-drill.ts';
import { endedEarly } from './ending.ts';
import { collectFacts, isoOf, type Facts, type JudgeInput } from './facts.ts';
import { findFindings } from './findings.ts';
import { writeHeadline } from './headline.ts';
import { findHumanWaits } from './human-waits.ts';
import { findMarks } from './marks.ts';
import { judgeObjectives } from './objectives.ts';
import { worstOutage, type Outage } from './outage.ts';
import { cutStages } from './stages.ts';
import { worstVerdict } from '../report/verdict.ts';

/**
 * The report of a drill, from plan, timeline and samples alone: the worst check decides. Pure: the same evidence gives the same
 * report to the digit, years later.
 */
export function judge(input: JudgeInput): Report {
  const facts = collectFacts(input);
  const { objectives, outages } = judgeObjectives(facts);
  const promises = findPromises(facts).map((step) =>
    guard(step.id, 'integrity', () => checkStep(facts, step)),
  );
  const checks = [
    ...runChecks(facts, outages),
    ...promises,
    ...objectives.map((objective) => checkObjective(facts, objective)),
  ];
  const verdict = decideVerdict(facts, checks);
  const outage = worstOutage(outages);
  const marks = findMarks(facts, outage, promises);
  return boundReport({
    ...describeDrill(facts, input),
    verdict,
    headline: writeHeadline(facts, {
      verdict,
      objectives,
      checks,
      worstWatch: outage?.objective.watch ?? null,
    }),
    objectives,
    marks: Object.fromEntries(marks.map(({ name, atMs }) => [name, isoOf(facts.base, atMs)])),
    stages: cutStages(marks, findHumanWaits(facts.events)),
    checks,
    findings: findFindings(facts, checks, objectives),
  });
}

/** Every check but those of objectives and check steps. One that throws has not measured anything. */
function runChecks(facts: Facts, outages: Outage[]): ReportedCheck[] {
  const { faults, plan } = facts;
  return [
    ...guardAll('steady', () => checkSteady(facts)),
    ...faults.map((fault) => guard(fault.step, 'baseline', () => checkBaseline(facts, fault))),
    ...faults.map((fault) => guard(fault.step, 'fault', () => checkFault(facts, fault))),
    ...plan.claims.map((claim) => guard(claim.claim, 'claim', () => checkClaim(facts, claim))),
    ...guardAll(facts.ending.sealed ? 'settled' : 'steady-again', () => checkEndState(facts)),
    ...faults.map((fault) => guard(fault.step, 'healed', () => checkHealed(facts, fault))),
    ...guardAll('tried', () => checkUntried(facts)),
    ...guardAll('healed', () => checkUndo(facts)),
    ...faults.map((fault) => guard(fault.step, 'ttl', () => checkTtl(facts, fault))),
    ...faults
      .filter(({ region }) => region !== null)
      .map((fault) => guard(fault.step, 'lost-region', () => checkLostRegion(facts, fault, outages))),
  ];
}

function decideVerdict(facts: Facts, checks: ReportedCheck[]): Report['verdict'] {
  const worst = worstVerdict(checks.map(({ verdict }) => verdict));
  return worst === 'pass' && (endedEarly(facts.ending) || facts.ending.outcome !== 'completed')
    ? 'inconclusive'
    : worst;
}

function guard(name: string, kind: ReportedCheck['kind'], check: () => ReportedCheck): ReportedCheck {
  try {
    return check();
  } catch (error) {
    const why = `it could not be judged: ${messageOf(error)}`;
    return { name, kind, quote: '', window: [], counts: {}, verdict: 'inconclusive', why };
  }
}

function guardAll(kind: ReportedCheck['kind'], check: () => ReportedCheck[]): ReportedCheck[] {
  try {
    return check();
  } catch (error) {
    return [
      guard(kind, kind, () => {
        throw error;
      }),
    ];
  }
}
