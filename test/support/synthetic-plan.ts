import type { Plan, PlanStep } from '../../src/plan/plan.ts';
import { count, duration, percent } from './synthetic-series.ts';
import { script } from './synthetic-timeline.ts';

/** A small region failover, compiled. */
export function makePlan(): Plan {
  const reads = [percent('ok', '>=', 99), duration('p99', '<', 500)];
  const writes = [percent('ok', '>=', 99)];
  return {
    schema: 1,
    digest: 'sha256:plan',
    toolVersion: '0.1.0',
    occasion: 'drill',
    runbook: {
      name: 'region-failover',
      title: 'Fail over',
      purpose: 'Users keep working.',
      text: 'runbook: region-failover\n',
    },
    environment: { name: 'lab', text: 'environment: lab\n' },
    parameters: { from: 'west', to: 'east' },
    pace: { everyMs: script.everyMs, sustainedMs: script.sustainedMs },
    people: { alice: { roles: ['incident-commander'] } },
    accept: 'claimed',
    surroundings: {
      environment: 'lab',
      account: null,
      regions: { west: { endpoints: {}, power: null }, east: { endpoints: {}, power: null } },
      globalEndpoints: {},
      resolvers: [],
      components: {},
      guardrails: { requireTag: {} },
    },
    targets: [{ component: 'database', region: 'west', id: 'shop-west' }],
    watches: [],
    steady: [{ kind: 'watch', id: 'steady/1', watch: 'reads', that: reads, region: null }],
    steps: makeSteps(),
    settled: [{ kind: 'watch', id: 'settled/1', watch: 'reads', that: reads, region: 'east' }],
    claims: [
      {
        claim: 'Reads fail clearly while the region is away',
        watch: 'reads',
        window: { kind: 'step', step: 'lose-region' },
        that: [percent('hang', '<=', 5)],
        region: null,
      },
    ],
    objectives: [
      { name: 'rto', watch: 'reads', targetMs: 600_000, region: 'east', that: reads },
      { name: 'rto', watch: 'writes', targetMs: 600_000, region: 'east', that: writes },
      { name: 'rpo', watch: 'writes', targetMs: 30_000 },
    ],
    undoWithinMs: 60_000,
  };
}

function makeSteps(): PlanStep[] {
  const base = { mark: null, onFailure: null, requires: [] };
  const operation = {
    ...base,
    summary: 'does',
    component: 'database',
    with: {},
    deadlineMs: 60_000,
    attempts: 3,
    sees: ['database'],
    runsOn: 'any' as const,
  };
  return [
    {
      ...operation,
      id: 'lose-region',
      name: 'lose-region',
      verb: 'inject',
      operation: 'region.power-off',
      runsOn: 'host',
      with: { region: 'west' },
      takesAway: { kind: 'region', region: 'west' },
      ttlMs: 60_000,
      heal: { kind: 'end' },
    },
    {
      ...base,
      id: 'declare',
      name: 'declare',
      verb: 'approve',
      by: 'incident-commander',
      ask: 'Fail over?',
      show: [],
      withinMs: 900_000,
      otherwise: 'ask',
    },
    {
      ...operation,
      id: 'fence',
      name: 'fence',
      verb: 'do',
      operation: 'rds.fence',
      marks: 'fenced',
      regions: ['west'],
      undo: 'on-abort',
      irreversible: null,
    },
    {
      ...operation,
      id: 'promote',
      name: 'promote',
      verb: 'do',
      operation: 'rds.promote-replica',
      marks: 'data',
      regions: ['east'],
      undo: 'never',
      irreversible: 'history forks',
    },
    {
      ...operation,
      id: 'swap',
      name: 'swap',
      verb: 'do',
      operation: 'route53.swap',
      marks: 'traffic',
      regions: ['east'],
      undo: 'on-abort',
      irreversible: null,
    },
    {
      ...operation,
      id: 'audit',
      name: 'audit',
      verb: 'check',
      operation: 'ledger.audit',
      with: { watch: 'writes' },
      proves: { kind: 'rows', watch: 'writes', in: 'presentRanges' },
      that: [count('duplicate', '=', 0)],
    },
    {
      ...operation,
      id: 'integrity',
      name: 'integrity',
      verb: 'check',
      operation: 'postgres.integrity',
      proves: { kind: 'nothing' },
      that: [count('damaged', '=', 0)],
    },
  ];
}
