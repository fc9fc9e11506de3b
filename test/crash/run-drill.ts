import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endCompanions } from '../../src/cli/lab/companions.ts';
import type { Report } from '../../src/report/report.ts';
import type { LiveLab } from '../support/live-lab.ts';
import { type CrashDrill, startCrashDrill } from './crash-drill.ts';
import type { CutBench } from './cut-bench.ts';
import { type CutWorker, keepCutWorker } from './cut-worker.ts';
import type { Observed } from './find-problems.ts';
import type { Moments, Scenario } from './scenario.ts';

/** Longest run of one drill, its worker's deaths included. */
const drillWithinMs = 300_000;

let runs = 0;

export interface Run {
  observed: Observed;
  /** The cuts that the worker came by in the scenario's own part, in order. */
  reached: string[];
}

/** Where workers die, each place once. */
export interface Deaths {
  cuts: string[];
  /** Two workers are at work: whoever comes to a cut dies. */
  both: boolean;
}

/** Runs one drill to its end on a lab in its first state; its worker dies at each of the cuts and is followed by another. */
export async function runDrill(bench: CutBench, scenario: Scenario, { cuts, both }: Deaths): Promise<Run> {
  const { live } = bench;
  runs += 1;
  const order = {
    cuts,
    both,
    marker: join(live.home, `marker-${runs}`),
    record: join(live.home, `record-${runs}`),
    bundle: bench.bundle,
  };
  const worker = keepCutWorker(live, order);
  try {
    await Promise.all([live.control('POST', '/reset'), worker.ready]);
    return await runOnWorker(bench, scenario, { ...order, worker });
  } finally {
    await worker.stop();
    await endCompanions(live.home, 1_000);
  }
}

interface OnWorker {
  cuts: string[];
  worker: CutWorker;
  marker: string;
  record: string;
}

async function runOnWorker(bench: CutBench, scenario: Scenario, order: OnWorker): Promise<Run> {
  const { live, connection } = bench;
  const { cuts, worker, marker, record } = order;
  let ownFrom = 0;
  const moments: Moments = {
    own: () => {
      ownFrom = readLines(record).length;
    },
    reach: async (instant) => {
      if (!cuts.includes(instant)) return;
      appendFileSync(marker, `${instant}\n`);
      await worker.kill();
    },
  };
  const id = `crash-${process.pid}-${runs}`;
  const drill = await startCrashDrill(live, connection, { id, runbook: scenario.runbook });
  try {
    const report = await withinDeadline(drill, finishDrill(drill, scenario, moments));
    const died = readLines(marker);
    const notReached = cuts.filter((cut) => !died.includes(cut));
    return {
      observed: await observe(live, { report, notReached }),
      reached: [...new Set(readLines(record).slice(ownFrom))],
    };
  } finally {
    await drill.clear();
  }
}

async function finishDrill(drill: CrashDrill, scenario: Scenario, moments: Moments): Promise<Report | null> {
  await scenario.conduct(drill, moments);
  const report = await drill.result();
  await drill.untilReleased();
  return report;
}

async function withinDeadline<Result>(drill: CrashDrill, work: Promise<Result>): Promise<Result> {
  const done = new AbortController();
  const late = delay(drillWithinMs, null, { signal: done.signal }).then(
    async () => {
      const got = await drill.describe();
      throw new Error(
        `the drill did not end: expected its end within ${drillWithinMs / 1_000} s, got ${got}`,
      );
    },
    () => work,
  );
  return await Promise.race([work, late]).finally(() => done.abort());
}

async function observe(live: LiveLab, seen: Pick<Observed, 'report' | 'notReached'>): Promise<Observed> {
  const powerOrders = (await live.control('GET', '/power-orders')) as Observed['powerOrders'];
  const { regions } = (await live.control('GET', '/status')) as Pick<Observed, 'regions'>;
  return { ...seen, ledger: await live.ledger(), powerOrders, regions };
}

function readLines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
