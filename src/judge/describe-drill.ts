import { flattenSteps } from '../plan/plan.ts';
import type { Report } from '../report/report.ts';
import { roundMicro } from '../time/round-micro.ts';
import { isoOf, type Facts, type JudgeInput } from './facts.ts';
import { timedOf } from './timed-event.ts';
import { findHumanWaits } from './human-waits.ts';

type Described = Omit<
  Report,
  'verdict' | 'headline' | 'objectives' | 'marks' | 'stages' | 'checks' | 'findings'
>;

/** The part of a report that only retells what happened. */
export function describeDrill(
  facts: Facts,
  { drill, startedBy, calls, callsAtLeast }: JudgeInput,
): Described {
  const { plan, ending, base } = facts;
  return {
    schema: 1,
    drill: drill.id,
    key: drill.key,
    runbook: plan.runbook.name,
    environment: plan.environment.name,
    occasion: plan.occasion,
    reason: timedOf(facts.events, 'drill-started')[0]?.reason ?? null,
    startedBy,
    planDigest: plan.digest,
    source: { commit: null, toolVersion: plan.toolVersion },
    startedAt: isoOf(base, ending.startedMs),
    finishedAt: isoOf(base, ending.endedMs),
    outcome: ending.outcome,
    clean: ending.clean,
    faults: describeFaults(facts),
    undo: describeUndo(facts),
    steps: describeSteps(facts),
    approvals: describeApprovals(facts, startedBy.name),
    calls,
    // Those of companion and sweep are in no count.
    callsAtLeast:
      callsAtLeast || facts.faults.some(({ healing }) => (healing?.by ?? 'guardian') !== 'guardian'),
    scope: { ...describeScope(facts) },
    gaps: describeGaps(facts),
    kept: timedOf(facts.events, 'kept').map(({ step, operation, why }) => ({ step, operation, why })),
    leftovers: timedOf(facts.events, 'leftovers-found').flatMap(({ leftovers }) => leftovers),
    drift: describeDrift(facts),
    previous: null,
  };
}

function describeFaults(facts: Facts): Report['faults'] {
  return facts.faults.map(({ step, operation, injectingMs, confirmation, healing }) => ({
    step,
    operation,
    injected: injectingMs !== null,
    confirmed: confirmation?.confirmed ?? false,
    healed: healing?.healed ?? false,
    healedBy: healing?.by ?? null,
    evidence: [confirmation?.evidence, healing?.evidence].filter((text) => text !== undefined).join('; '),
  }));
}

function describeUndo(facts: Facts): Report['undo'] {
  const entries: Report['undo'] = [];
  for (const event of facts.events) {
    if (event.kind === 'undone') {
      entries.push({ step: event.step, operation: event.operation, done: true, evidence: event.evidence });
    }
    if (event.kind === 'undo-failed') {
      entries.push({
        step: event.step,
        operation: event.operation,
        done: false,
        evidence: event.failure.message,
      });
    }
  }
  return entries;
}

function describeSteps(facts: Facts): Report['steps'] {
  return flattenSteps(facts.plan.steps).map((step) => {
    const fact = facts.steps.get(step.id);
    const end = fact?.end ?? null;
    return {
      step: step.id,
      operation: 'operation' in step ? step.operation : null,
      status: end?.status ?? (fact === undefined ? 'not reached' : 'not finished'),
      ms: fact === undefined ? 0 : roundMicro((end?.atMs ?? facts.ending.endedMs) - fact.startedMs),
      attempts: end?.attempts ?? 0,
      failure: end?.failure?.message ?? null,
    };
  });
}

function describeApprovals(facts: Facts, starter: string | null): Report['approvals'] {
  const waits = findHumanWaits(facts.events);
  return timedOf(facts.events, 'approval-answered')
    .filter(({ applied }) => applied)
    .map(({ step, name, decision, assurance, atMs }) => {
      const wait = waits.findLast((wait) => wait.step === step && wait.toMs <= atMs);
      return {
        step,
        name,
        decision,
        assurance,
        notStarter: name !== null && name !== starter,
        planDigest: facts.plan.digest,
        waitedMs: wait === undefined ? 0 : roundMicro(wait.toMs - wait.fromMs),
      };
    });
}

function describeScope({ plan }: Facts): Record<string, string[]> {
  return {
    regions: Object.keys(plan.surroundings.regions),
    components: Object.keys(plan.surroundings.components),
    targets: plan.targets.map(({ component, region, id }) =>
      [component, region, id].filter((part) => part !== null).join(' '),
    ),
  };
}

/** Relative to the start of the drill. */
function describeGaps(facts: Facts): Report['gaps'] {
  return [...facts.coverages].flatMap(([watch, { gaps }]) =>
    gaps.map(({ fromMs, toMs, why }) => ({
      watch,
      fromMs: roundMicro(fromMs - facts.ending.startedMs),
      toMs: roundMicro(toMs - facts.ending.startedMs),
      why,
    })),
  );
}

function describeDrift(facts: Facts): string[] {
  const asked = timedOf(facts.events, 'step-asked').map(({ failure }) => failure);
  const failed = timedOf(facts.events, 'step-finished').flatMap(({ failure }) =>
    failure === null ? [] : [failure],
  );
  return [...asked, ...failed].filter(({ kind }) => kind === 'Drift').map(({ message }) => message);
}
