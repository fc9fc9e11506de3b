import { kindNamed } from '../../src/operation/kind-name.ts';
import type {
  ApproveStep,
  CheckStep,
  DoStep,
  HealStep,
  InjectStep,
  Plan,
  PlanStep,
  TogetherStep,
  WaitStep,
} from '../../src/plan/plan.ts';

/** A plan whose steps are given; everything else is the least that a drill needs. */
export function fakePlan(environment: string, steps: PlanStep[], more: Partial<Plan> = {}): Plan {
  return {
    schema: 1,
    digest: `sha256:${'0'.repeat(64)}`,
    toolVersion: '0.0.0',
    occasion: 'drill',
    runbook: { name: 'fake', title: 'A fake runbook', purpose: 'tests', text: '' },
    environment: { name: environment, text: '' },
    parameters: {},
    pace: { everyMs: 20, sustainedMs: 200 },
    people: { alice: { roles: ['commander'] }, bob: { roles: ['observer'] } },
    accept: 'claimed',
    surroundings: {
      environment,
      account: null,
      regions: {},
      globalEndpoints: {},
      resolvers: [],
      components: { database: { name: 'database', kind: kindNamed('fake'), traits: {}, targets: [] } },
      guardrails: { requireTag: {} },
    },
    targets: [{ component: 'database', region: null, id: 'db-1' }],
    watches: [],
    steady: [],
    steps,
    settled: [],
    claims: [],
    objectives: [],
    undoWithinMs: 2_000,
    ...more,
  };
}

const base = { mark: null, onFailure: null, requires: [] };
const operationBase = {
  ...base,
  summary: '',
  component: 'database',
  with: {},
  deadlineMs: 10_000,
  attempts: 2,
  sees: ['database'],
  runsOn: 'any' as const,
};

export function doStep(id: string, more: Partial<DoStep> = {}): DoStep {
  return {
    ...operationBase,
    verb: 'do',
    id,
    name: id,
    operation: 'fake.change',
    marks: 'nothing',
    regions: [],
    undo: 'on-abort',
    irreversible: null,
    ...more,
  };
}
export function injectStep(id: string, more: Partial<InjectStep> = {}): InjectStep {
  return {
    ...operationBase,
    verb: 'inject',
    id,
    name: id,
    operation: 'fake.break',
    runsOn: 'host',
    component: null,
    takesAway: { kind: 'nothing' },
    ttlMs: 60_000,
    heal: { kind: 'end' },
    ...more,
  };
}
export function healStep(id: string, fault: string): HealStep {
  return { ...base, verb: 'heal', id, name: id, fault };
}
export function checkStep(id: string, more: Partial<CheckStep> = {}): CheckStep {
  return {
    ...operationBase,
    verb: 'check',
    id,
    name: id,
    operation: 'fake.look',
    that: [],
    proves: { kind: 'nothing' },
    ...more,
  };
}
export function approveStep(id: string, more: Partial<ApproveStep> = {}): ApproveStep {
  return {
    ...base,
    verb: 'approve',
    id,
    name: id,
    by: 'commander',
    ask: 'Go on?',
    show: [],
    withinMs: 60_000,
    otherwise: 'undo',
    mark: null,
    ...more,
  };
}
export function waitStep(id: string, ms: number): WaitStep {
  return { ...base, verb: 'wait', id, name: id, until: { kind: 'time', ms }, withinMs: ms + 1_000 };
}
export function together(id: string, ...lanes: PlanStep[][]): TogetherStep {
  return { ...base, verb: 'together', id, name: id, lanes };
}
