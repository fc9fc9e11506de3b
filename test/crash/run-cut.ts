import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { endCompanions } from '../../src/cli/demo/companions.ts';
import type { Report } from '../../src/report/report.ts';
import type { LiveLab } from '../support/live-lab.ts';
import { type CrashDrill, startCrashDrill } from './crash-drill.ts';
import { type CutWorker, startCutWorker } from './cut-worker.ts';
import { type Observed, findProblems } from './find-problems.ts';
import type { Moments, Scenario } from './scenario.ts';

/** Longest run of one drill, worker's death included. */
const drillWithinMs = 150_000;

export interface CutResult {
  scenario: string;
  cut: string;
  problems: string[];
  seconds: number;
}

export interface CutBench {
  live: LiveLab;
  connection: Connection;
}

let runs = 0;

/** Runs one drill whose worker dies at the cut, on a lab in its first state, and says what is wrong afterwards. */
export async function runCut(bench: CutBench, scenario: Scenario, cut: string): Promise<CutResult> {
  const startedAt = Date.now();
  const problems = await tryCut(bench, scenario, cut);
  return { scenario: scenario.name, cut, problems, seconds: Math.round((Date.now() - startedAt) / 1_000) };
}

async function tryCut(bench: CutBench, scenario: Scenario, cut: string): Promise<string[]> {
  try {
    const { observed } = await runDrill(bench, scenario, cut);
    const problems = findProblems(scenario, observed);
    return observed.died ? problems : ['the cut was never reached', ...problems];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Runs the drill uncut; returns the activities of the part that is the scenario's own. */
export async function recordActivities(bench: CutBench, scenario: Scenario): Promise<string[]> {
  const { observed, activities } = await runDrill(bench, scenario, null);
  const problems = findProblems(scenario, observed);
  if (problems.length > 0)
    throw new Error(`the uncut drill "${scenario.name}" failed: ${problems.join('; ')}`);
  return activities;
}

interface Run {
  observed: Observed;
  activities: string[];
}

async function runDrill(bench: CutBench, scenario: Scenario, cut: string | null): Promise<Run> {
  const { live } = bench;
  runs += 1;
  const files = nameFiles(live.home);
  const worker = startCutWorker(live, { cut, ...files });
  const next = worker.exited.then(() => (existsSync(files.marker) ? live.startWorker() : undefined));
  try {
    await Promise.all([live.control('POST', '/reset'), worker.ready]);
    return await runOnWorker(bench, scenario, { cut, worker, ...files });
  } finally {
    await worker.kill();
    await next;
    await live.killWorker();
    await endCompanions(live.home, 1_000);
  }
}

function nameFiles(home: string): { marker: string; record: string } {
  return { marker: join(home, `marker-${runs}`), record: join(home, `record-${runs}`) };
}

interface OnWorker {
  cut: string | null;
  worker: CutWorker;
  marker: string;
  record: string;
}

async function runOnWorker(bench: CutBench, scenario: Scenario, order: OnWorker): Promise<Run> {
  const { cut, worker, marker, record } = order;
  let ownFrom = 0;
  const moments: Moments = {
    own: () => {
      ownFrom = readLines(record).length;
    },
    reach: async (instant) => {
      if (instant !== cut) return;
      writeFileSync(marker, instant);
      await worker.kill();
    },
  };
  const id = `crash-${process.pid}-${runs}`;
  const drill = await startCrashDrill(bench.live, bench.connection, { id, runbook: scenario.runbook });
  try {
    const report = await withinDeadline(finishDrill(drill, scenario, moments));
    const observed = await observe(bench.live, { report, died: existsSync(marker) });
    return { observed, activities: readLines(record).slice(ownFrom) };
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

async function withinDeadline<Result>(work: Promise<Result>): Promise<Result> {
  const done = new AbortController();
  const late = delay(drillWithinMs, null, { signal: done.signal }).then(
    () => {
      throw new Error(`the drill did not end: expected its end within ${drillWithinMs / 1_000} s, got none`);
    },
    () => work,
  );
  return await Promise.race([work, late]).finally(() => done.abort());
}

async function observe(live: LiveLab, seen: { report: Report | null; died: boolean }): Promise<Observed> {
  const powerOrders = (await live.control('GET', '/power-orders')) as Observed['powerOrders'];
  const { regions } = (await live.control('GET', '/status')) as Pick<Observed, 'regions'>;
  return { ...seen, ledger: await live.ledger(), powerOrders, regions };
}

function readLines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
