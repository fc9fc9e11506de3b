import type { Report } from '../../src/report/report.ts';
import type { LedgerLine } from '../support/live-lab.ts';
import type { Scenario } from './scenario.ts';
import { wasTooBusy } from '../support/too-busy.ts';

/** A drill's end as its report and the other side tell it. */
export interface Observed {
  report: Report | null;
  /** Cuts at which no worker died. */
  notReached: string[];
  ledger: LedgerLine[];
  powerOrders: { region: string; on: boolean; owner: string | null }[];
  regions: Record<string, { power: { on: boolean } }>;
}

/** What is wrong at the end of a drill: expected outcome, each side effect once, nothing left in force. Empty: all is well. */
export function findProblems(scenario: Scenario, observed: Observed): string[] {
  return [
    ...observed.notReached.map((cut) => `${cut} was never reached`),
    ...compare('changing AWS calls', listMutations(observed.ledger), scenario.mutations),
    ...compare('power orders', observed.powerOrders.map(describeOrder), ['us-west-2 off', 'us-west-2 on']),
    ...listDark(observed.regions),
    ...compareReport(scenario, observed.report),
  ];
}

/** Whether only the machine was too slow to measure: the same cut deserves a second try. */
export function isMachineTooBusy(problems: string[]): boolean {
  return (
    problems.length > 0 && problems.every((problem) => problem.startsWith('verdict: inconclusive, stalled'))
  );
}

/** A tag is the same when it is set twice; everything else that changes something must have happened once. */
function listMutations(ledger: LedgerLine[]): string[] {
  return ledger
    .filter((call) => call.mutating && call.status < 400 && call.operation !== 'AddTagsToResource')
    .map((call) => call.operation);
}

function describeOrder({ region, on }: Observed['powerOrders'][number]): string {
  return `${region} ${on ? 'on' : 'off'}`;
}

function listDark(regions: Observed['regions']): string[] {
  const dark = Object.entries(regions).filter(([, { power }]) => !power.on);
  return dark.map(([region]) => `${region} is without power`);
}

function compareReport(scenario: Scenario, report: Report | null): string[] {
  if (scenario.report === null) return report === null ? [] : ['expected no report, got one'];
  if (report === null) return ['expected a report, got none'];
  const unhealed = report.faults.filter((fault) => !fault.healed).map(({ step }) => `${step} is not healed`);
  const faults = report.checks.filter(({ kind, verdict }) => kind === 'fault' && verdict !== 'pass');
  const unproven = faults.map(({ name, why }) => `${name} is not proven to have bitten: ${why}`);
  return [...comparePromises(scenario.report, report), ...unhealed, ...unproven];
}

function comparePromises(expected: Partial<Report>, report: Report): string[] {
  const names = Object.keys(expected) as (keyof Report)[];
  return names.flatMap((name) =>
    expected[name] === report[name]
      ? []
      : [`${name}: ${describeGot(name, report)}, expected ${JSON.stringify(expected[name])}`],
  );
}

/** An inconclusive verdict is told apart by its reason: the samplers stalled, or something that matters. */
function describeGot(name: keyof Report, report: Report): string {
  if (name !== 'verdict') return JSON.stringify(report[name]);
  const open = report.checks.filter(({ verdict }) => verdict === report.verdict);
  return `${report.verdict}, ${wasTooBusy(report) ? 'stalled: ' : ''}${open.map(({ name, why }) => `${name}: ${why}`).join(' | ')}`;
}

function compare(what: string, got: string[], expected: string[]): string[] {
  const [left, right] = [got.toSorted().join(', '), expected.toSorted().join(', ')];
  return left === right ? [] : [`${what}: expected ${right || 'none'}, got ${left || 'none'}`];
}
