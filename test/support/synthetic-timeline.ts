import type { ExpectationResult, TimelineEvent } from '../../src/timeline/timeline.ts';
import { zero } from './synthetic-series.ts';

/** Interval of every synthetic watch, window of recovery, and the script of the clean failover, in ms since zero. */
export const script = {
  everyMs: 20,
  sustainedMs: 3_000,
  injectingMs: 5_000,
  impactMs: 5_020,
  askedMs: 8_600,
  answeredMs: 10_600,
  recoveredMs: 15_020,
  auditMs: 19_000,
  healingMs: 22_000,
  endMs: 24_000,
};

/** What a clean drill leaves, with the rows that its audit found. */
export function makeTimeline(presentRanges: [number, number][]): TimelineEvent[] {
  const replaces = [{ component: 'database', region: 'west', id: 'shop-west' }];
  const changes = [{ target: 'database', what: 'role', from: 'one', to: 'another' }];
  const preview = { changes, prior: {}, targets: [] };
  return [
    { at: instant(0), kind: 'drill-started', by: 'bob', reason: 'quarterly', occasion: 'drill' },
    { at: instant(10), kind: 'watches-started', watches: ['reads', 'writes'] },
    { at: instant(4_000), kind: 'expectations-checked', phase: 'steady', results: held('steady/1') },
    { at: instant(4_900), kind: 'step-started', step: 'lose-region', operation: 'region.power-off' },
    {
      at: instant(script.injectingMs),
      kind: 'fault-injecting',
      step: 'lose-region',
      operation: 'region.power-off',
      expiresAt: zero.at + 65_000,
    },
    {
      at: instant(5_300),
      kind: 'fault-injected',
      step: 'lose-region',
      operation: 'region.power-off',
      details: {},
    },
    {
      at: instant(5_500),
      kind: 'fault-confirmed',
      step: 'lose-region',
      confirmed: true,
      evidence: 'west refuses every connection',
    },
    finish('lose-region', 5_500),
    { at: instant(8_500), kind: 'mark', name: 'detected', step: 'detect', how: 'ok < 50%' },
    {
      at: instant(script.askedMs),
      kind: 'approval-asked',
      step: 'declare',
      code: 'K7F2',
      role: 'incident-commander',
      ask: 'Fail over?',
    },
    {
      at: instant(script.answeredMs),
      kind: 'approval-answered',
      step: 'declare',
      decision: 'approved',
      name: 'alice',
      assurance: 'claimed',
      via: 'update',
      applied: true,
    },
    { at: null, kind: 'mark', name: 'declared', step: 'declare', how: 'approved by alice' },
    { at: instant(10_700), kind: 'step-started', step: 'fence', operation: 'rds.fence' },
    { at: instant(10_800), kind: 'previewed', step: 'fence', ...preview, replaces },
    finish('fence', 12_000),
    { at: instant(12_050), kind: 'step-started', step: 'promote', operation: 'rds.promote-replica' },
    { at: instant(12_100), kind: 'previewed', step: 'promote', ...preview, replaces: [] },
    { at: instant(12_150), kind: 'sealed', step: 'promote', why: 'history forks' },
    finish('promote', 14_000),
    { at: instant(14_050), kind: 'step-started', step: 'swap', operation: 'route53.swap' },
    finish('swap', 14_900),
    { at: instant(script.auditMs), kind: 'step-started', step: 'audit', operation: 'ledger.audit' },
    finish('audit', 19_100, { values: { duplicate: 0 }, details: { presentRanges } }),
    { at: instant(19_150), kind: 'step-started', step: 'integrity', operation: 'postgres.integrity' },
    finish('integrity', 19_500, { values: { damaged: 0 } }),
    {
      at: instant(21_900),
      kind: 'expectations-checked',
      phase: 'settled',
      results: held('settled/1'),
    },
    { at: instant(script.healingMs), kind: 'fault-healing', step: 'lose-region', by: 'guardian' },
    {
      at: instant(23_000),
      kind: 'fault-healed',
      step: 'lose-region',
      by: 'guardian',
      healed: true,
      evidence: 'west answers again',
    },
    { at: instant(script.endMs), kind: 'drill-finished', outcome: 'completed', clean: true },
  ];
}

/** The timeline without every event of a step, or of a kind. */
export function without(
  events: TimelineEvent[],
  what: { step?: string; kind?: TimelineEvent['kind'] },
): TimelineEvent[] {
  return events.filter((event) => !('step' in event && event.step === what.step) && event.kind !== what.kind);
}

/** An instant of the synthetic clock. */
export function instant(ms: number): { at: number; monoMs: number; boot: string } {
  return { at: zero.at + ms, monoMs: zero.monoMs + ms, boot: zero.boot };
}

function held(id: string): ExpectationResult[] {
  return [{ id, held: true, seen: ['ok = 100% (150 samples)'], values: { ok: 100 } }];
}

type Finished = Extract<TimelineEvent, { kind: 'step-finished' }>;

/** The end of a step, done unless said otherwise. */
export function finish(step: string, ms: number, parts: Partial<Finished> = {}): TimelineEvent {
  return {
    at: instant(ms),
    kind: 'step-finished',
    step,
    status: 'done',
    attempts: 1,
    values: {},
    details: {},
    failure: null,
    ...parts,
  };
}
