import type { Json } from '../operation/json.ts';
import { flattenSteps, type PlanStep } from '../plan/plan.ts';
import type { ReportedRpo } from '../report/objectives/rpo.ts';
import { enoughShare } from '../samples/tally.ts';
import { measureCovered } from '../samples/window.ts';
import { formatDuration } from '../time/duration.ts';
import { disturbedMs, type Facts } from './facts.ts';
import { findUnconfirmed, sayUnconfirmed } from './fault-facts.ts';
import type { ObjectiveKind, Planned } from './objective-kind.ts';
import { measureOutageOf } from './outage.ts';
import { measureRowLoss, type RowLoss } from './row-loss.ts';
import type { Verdict } from '../report/verdict.ts';

/** Lost acknowledged rows of one ledger, and how far back in time they reach, against the target. */
export const rpo: ObjectiveKind<'rpo'> = {
  judge: (facts, objective) => ({ reported: judgeRpo(facts, objective), outage: null }),
  unjudged: (known) => ({ name: 'rpo', ...known, rowsLost: null, rowsAcknowledged: null, phantomRows: null }),
};

function judgeRpo(facts: Facts, objective: Planned<'rpo'>): ReportedRpo {
  const audit = findAudit(facts, objective.watch);
  if ('missing' in audit) return reportRpo(objective, null, { verdict: 'inconclusive', how: audit.missing });
  const coverage = facts.coverages.get(objective.watch);
  const samples = coverage?.all ?? [];
  const loss = measureRowLoss(samples, { ...audit, firstOkMs: findFirstOkMs(facts, objective.watch) });
  return reportRpo(objective, loss, decide(facts, objective, loss));
}

interface Decision {
  verdict: Verdict;
  how: string;
}

function reportRpo(
  { watch, targetMs }: Planned<'rpo'>,
  loss: RowLoss | null,
  { verdict, how }: Decision,
): ReportedRpo {
  return {
    name: 'rpo',
    watch,
    targetMs,
    actualMs: loss?.lostMs ?? null,
    rowsLost: loss?.lost ?? null,
    rowsAcknowledged: loss?.acknowledged ?? null,
    phantomRows: loss?.phantom ?? null,
    verdict,
    how,
  };
}

function decide(facts: Facts, { watch, targetMs }: Planned<'rpo'>, loss: RowLoss): Decision {
  const how = 'acknowledged rows compared with the rows found in the database that writes now';
  if (loss.lostMs > targetMs) return { verdict: 'fail', how };
  const unconfirmed = findUnconfirmed(facts);
  if (unconfirmed !== null) {
    return {
      verdict: 'inconclusive',
      how: `${sayUnconfirmed(unconfirmed)}, so nothing could be lost`,
    };
  }
  if (loss.acknowledged === 0)
    return { verdict: 'inconclusive', how: 'no row was acknowledged; look at the samples of this watch' };
  const thin = findThinWrites(facts, watch);
  return thin === null ? { verdict: 'pass', how } : { verdict: 'inconclusive', how: thin };
}

/** Without writes right before the fault there is nothing that could have been lost. */
function findThinWrites(facts: Facts, watch: string): string | null {
  const coverage = facts.coverages.get(watch);
  const toMs = disturbedMs(facts);
  const window = { fromMs: toMs - facts.plan.pace.sustainedMs, toMs };
  const measure = coverage === undefined ? null : measureCovered(coverage, window);
  if (measure !== null && measure.count >= enoughShare * measure.expected) return null;
  const unmeasured = formatDuration(measure?.gapMs ?? window.toMs - window.fromMs);
  return `${unmeasured} right before the fault were not measured: rows lost there would not be seen; run the drill again`;
}

type Audit = { presentRanges: [number, number][]; sinceMs: number } | { missing: string };

function findAudit(facts: Facts, watch: string): Audit {
  const audits = listProofs(facts.plan.steps, watch);
  if (audits.length === 0) {
    const missing = `no step of the plan finds the rows of ${watch}; add a check that audits them after the recovery`;
    return { missing };
  }
  const last = audits.findLast(({ step }) => (facts.steps.get(step)?.end ?? null) !== null);
  const fact = last === undefined ? undefined : facts.steps.get(last.step);
  const presentRanges = readRanges(fact?.end?.details[last?.in ?? '']);
  if (fact === undefined || presentRanges === null)
    return { missing: `the audit of ${watch} did not answer, so lost rows are unknown` };
  return { presentRanges, sinceMs: fact.startedMs };
}

/** The checks that find the rows of a watch, and where in their details. */
function listProofs(steps: PlanStep[], watch: string): { step: string; in: string }[] {
  return flattenSteps(steps).flatMap((step) =>
    step.verb === 'check' && step.proves.kind === 'rows' && step.proves.watch === watch
      ? [{ step: step.id, in: step.proves.in }]
      : [],
  );
}

function readRanges(ranges: Json | undefined): [number, number][] | null {
  if (!Array.isArray(ranges)) return null;
  return ranges.map((range) => {
    const [from, to] = Array.isArray(range) ? range : [];
    if (typeof from !== 'number' || typeof to !== 'number')
      throw new Error('rows found unreadable: expected [from, to] pairs of numbers');
    return [from, to];
  });
}

function findFirstOkMs(facts: Facts, watch: string): number | null {
  const outage = measureOutageOf(facts, watch);
  return outage === null || outage.impactMs === null ? null : outage.recovery.firstOkMs;
}
