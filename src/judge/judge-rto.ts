import type { ReportedRto } from '../report/objectives/rto.ts';
import { formatDuration } from '../time/duration.ts';
import { roundMicro } from '../time/round-micro.ts';
import { endedEarly } from './ending.ts';
import type { Facts } from './facts.ts';
import { findUnconfirmed, sayUnconfirmed } from './fault-facts.ts';
import { findHumanWaits, humanMs } from './human-waits.ts';
import type { ObjectiveKind, Planned } from './objective-kind.ts';
import { measureOutage, type Outage } from './outage.ts';
import { sumGapMs } from '../samples/coverage.ts';
import { enoughShare } from '../samples/tally.ts';
import { evaluateConditions, measureCovered } from '../samples/window.ts';
import type { Verdict } from '../report/verdict.ts';

/** Recovery time of one watch against its target: never a pass without a confirmed fault, or where the error reaches the target. */
export const rto: ObjectiveKind<'rto'> = {
  judge: (facts, objective) => {
    const outage = measureOutage(facts, objective);
    return { reported: judgeRto(facts, objective, outage), outage };
  },
  unjudged: (known) => ({ name: 'rto', ...known, withoutHumansMs: null, errorMs: null }),
};

function judgeRto(facts: Facts, objective: Planned<'rto'>, outage: Outage | null): ReportedRto {
  const { verdict, how } = decide(facts, objective, outage);
  return {
    name: 'rto',
    watch: objective.watch,
    targetMs: objective.targetMs,
    actualMs: outage?.lastedMs ?? null,
    withoutHumansMs: outage === null ? null : withoutHumansMs(facts, outage),
    errorMs: outage?.errorMs ?? null,
    verdict,
    how,
  };
}

interface Decision {
  verdict: Verdict;
  how: string;
}

function decide(facts: Facts, { targetMs }: Planned<'rto'>, outage: Outage | null): Decision {
  if (outage === null)
    return inconclusive(
      'no readable samples of this watch; look at the companion log and run the drill again',
    );
  const unconfirmed = findUnconfirmed(facts);
  if (unconfirmed !== null)
    return inconclusive(`${sayUnconfirmed(unconfirmed)}, so there was nothing to recover from`);
  if (outage.impactMs === null) return decideUnhurt(facts, outage);
  if (outage.lastedMs === null) return decideLost(facts, outage, outage.impactMs);
  return decideRecovered(outage, targetMs, outage.lastedMs);
}

function decideUnhurt(facts: Facts, { coverage, fromMs, moved }: Outage): Decision {
  if (endedEarly(facts.ending))
    return inconclusive('the drill ended early: no impact was measured until then');
  const toMs = facts.ending.endedMs;
  const unmeasuredMs = sumGapMs(coverage, { fromMs, toMs });
  if (unmeasuredMs > (1 - enoughShare) * (toMs - fromMs)) {
    return inconclusive(
      `no impact was seen, but ${formatDuration(unmeasuredMs)} were not measured; run the drill again`,
    );
  }
  if (!moved) {
    return inconclusive(
      'no impact was seen, so no recovery was measured. A probe that always says ok would look the same: check what the watch asks, or promise this as a claim',
    );
  }
  return {
    verdict: 'pass',
    how: 'users moved to another region and saw no bad stretch of attempts (three bad ones of five)',
  };
}

function decideLost(facts: Facts, outage: Outage, impactMs: number): Decision {
  if (endedEarly(facts.ending))
    return inconclusive('the drill ended early: the recovery was not tried to its end');
  const { coverage, objective } = outage;
  const window = { fromMs: impactMs, toMs: Math.max(coverage.toMs, facts.ending.endedMs) };
  const unmeasuredMs = sumGapMs(coverage, window);
  if (unmeasuredMs > (1 - enoughShare) * (window.toMs - window.fromMs)) {
    return inconclusive(
      `no recovery was seen, but ${formatDuration(unmeasuredMs)} were not measured; run the drill again`,
    );
  }
  const goodMs = goodTailMs(outage);
  if (goodMs > 0 && coverage.toMs - goodMs - impactMs <= objective.targetMs) {
    const lackMs = facts.plan.pace.sustainedMs;
    return inconclusive(
      `users were served well for ${formatDuration(goodMs)} at the end, but ${formatDuration(lackMs)} are needed; measure longer after the recovery`,
    );
  }
  const where = objective.region === null ? '' : `, answered by ${objective.region}`;
  return {
    verdict: 'fail',
    how: `users were never back for ${formatDuration(facts.plan.pace.sustainedMs)}${where}`,
  };
}

/** Length of an unbroken good end of the series in which the conditions hold; 0 when it is shorter than ten attempts. */
function goodTailMs({ coverage, that, objective, recovery }: Outage): number {
  const { firstOkMs } = recovery;
  const last = coverage.samples.findLastIndex(
    ({ label, region }) => label !== 'ok' || (objective.region !== null && region !== objective.region),
  );
  const first = coverage.samples[last + 1];
  if (firstOkMs === null || first === undefined || coverage.samples.length - last <= 10) return 0;
  const window = { fromMs: first.intendedMs, toMs: coverage.toMs, region: objective.region };
  const { held } = evaluateConditions(that, measureCovered(coverage, window));
  return held === true ? window.toMs - window.fromMs : 0;
}

function decideRecovered(
  { errorMs, coverage, objective }: Outage,
  targetMs: number,
  lastedMs: number,
): Decision {
  const where = objective.region === null ? '' : ` answered by ${objective.region}`;
  const how = `first bad attempt to the first good one that stayed good${where}, an attempt each ${formatDuration(coverage.everyMs)}`;
  if (errorMs === null)
    return inconclusive('the end of the outage lies in a stretch that was not measured; run the drill again');
  if (lastedMs + errorMs <= targetMs) return { verdict: 'pass', how };
  if (lastedMs - errorMs > targetMs) return { verdict: 'fail', how };
  return inconclusive(
    `${formatDuration(lastedMs)} is too close to the target to say: the error is ${formatDuration(errorMs)}; find out why samples are missing, or sample more often, and run the drill again`,
  );
}

function withoutHumansMs(facts: Facts, { impactMs, lastedMs, recovery }: Outage): number | null {
  if (lastedMs === null || impactMs === null || recovery.sustainedMs === null) return lastedMs;
  const waitedMs = humanMs(findHumanWaits(facts.events), { fromMs: impactMs, toMs: recovery.sustainedMs });
  return roundMicro(lastedMs - waitedMs);
}

function inconclusive(how: string): Decision {
  return { verdict: 'inconclusive', how };
}
