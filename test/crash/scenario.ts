import type { Report } from '../../src/report/report.ts';
import type { CrashDrill } from './crash-drill.ts';

export interface Moments {
  /** From here on the scenario is its own: what came before is another scenario's to cut. */
  own: () => void;
  /** Kills the worker if this instant is where it should die. */
  reach: (instant: string) => Promise<void>;
}

/** One way that a drill can go, and what must be true at its end wherever its worker died. */
export interface Scenario {
  name: string;
  runbook: string;
  /** What people and fate do meanwhile. */
  conduct(drill: CrashDrill, moments: Moments): Promise<void>;
  /** Instants of people at which the worker dies too, as `conduct` reaches them. */
  instants: string[];
  /** Successful changing AWS calls; every one exactly as often as it stands here, in any order. */
  mutations: string[];
  /** Null: no report, because the drill was terminated. */
  report: Partial<Report> | null;
}

const failover = ['ChangeResourceRecordSets', 'ChangeResourceRecordSets', 'PromoteReadReplica'];

export const scenarios: Scenario[] = [
  {
    name: 'completes',
    runbook: 'region-failover',
    conduct: async (drill, { own, reach }) => {
      own();
      const code = await drill.openCode();
      await reach('approval open');
      await drill.answer('approve', { code, name: 'alice' });
      await reach('approval answered');
    },
    instants: ['approval open', 'approval answered'],
    mutations: failover,
    report: { verdict: 'pass', outcome: 'completed', clean: true },
  },
  {
    name: 'aborts before the seal',
    runbook: 'region-failover',
    conduct: async (drill, { own, reach }) => {
      await drill.openCode();
      own();
      await drill.answer('abort', { name: 'alice', reason: 'wrong day' });
      await reach('abort answered');
    },
    instants: ['abort answered'],
    mutations: [],
    report: { outcome: 'aborted', clean: true },
  },
  {
    name: 'is terminated',
    runbook: 'region-failover',
    conduct: async (drill, { own, reach }) => {
      await drill.openCode();
      own();
      await drill.terminate();
      await reach('drill terminated');
    },
    instants: ['drill terminated'],
    mutations: [],
    report: null,
  },
  {
    name: 'fails after the seal',
    runbook: 'crash-late',
    conduct: async (drill, { own, reach }) => {
      const code = await drill.openCode();
      await drill.stopService('us-east-2');
      await drill.answer('approve', { code, name: 'alice' });
      await drill.until((status) => status.asked !== null);
      own();
      await reach('question open');
      await drill.answer('give-up', { name: 'alice', reason: 'the service is gone' });
      await reach('question answered');
    },
    instants: ['question open', 'question answered'],
    mutations: failover,
    report: { verdict: 'fail', outcome: 'aborted', clean: false },
  },
];

/** The shipped runbook, but that users have three seconds to be back. */
export function writeLateRunbook(shipped: string): string {
  const impatient = shipped.replace(/^runbook: .*$/m, 'runbook: crash-late');
  return impatient.replace(/(step: users-are-back.*within: )\w+/, '$13s');
}

export function findScenario(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  throw new Error(
    `finding a scenario failed: expected one of ${scenarios.map((one) => one.name).join(', ')}, got ${name}`,
  );
}
