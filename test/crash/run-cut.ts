import type { CutBench } from './cut-bench.ts';
import { findProblems, isMachineTooBusy } from './find-problems.ts';
import { type Deaths, runDrill } from './run-drill.ts';
import type { Scenario } from './scenario.ts';

export interface CutResult {
  scenario: string;
  cut: string;
  /** What is wrong afterwards; empty: the drill came through. */
  problems: string[];
  /** Its share of the drill's time. */
  seconds: number;
}

/**
 * Runs one drill whose worker dies at each of the cuts; once more when the machine was too busy to measure. A drill that
 * did not come through is followed by one for each of its cuts, which say what is wrong.
 */
export async function runCuts(bench: CutBench, scenario: Scenario, cuts: string[]): Promise<CutResult[]> {
  const startedAt = Date.now();
  const problems = await findProblemsOf(bench, scenario, { cuts, both: false });
  if (problems.length > 0 && cuts.length > 1) return await runEach(bench, scenario, cuts);
  const seconds = Math.round((Date.now() - startedAt) / cuts.length / 100) / 10;
  return cuts.map((cut) => ({ scenario: scenario.name, cut, problems, seconds }));
}

async function runEach(bench: CutBench, scenario: Scenario, cuts: string[]): Promise<CutResult[]> {
  const results: CutResult[] = [];
  for (const cut of cuts) results.push(...(await runCuts(bench, scenario, [cut])));
  return results;
}

/** Runs one drill whose worker dies at every one of the cuts, and says what is wrong afterwards. */
export async function findProblemsOf(bench: CutBench, scenario: Scenario, deaths: Deaths): Promise<string[]> {
  const first = await observeDrill(bench, scenario, deaths);
  return isMachineTooBusy(first) ? await observeDrill(bench, scenario, deaths) : first;
}

async function observeDrill(bench: CutBench, scenario: Scenario, deaths: Deaths): Promise<string[]> {
  try {
    return findProblems(scenario, (await runDrill(bench, scenario, deaths)).observed);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Runs the drill uncut, which must go well, and lists the cuts of the part that is the scenario's own. */
export async function recordCuts(bench: CutBench, scenario: Scenario): Promise<string[]> {
  const { observed, reached } = await runDrill(bench, scenario, { cuts: [], both: false });
  const problems = findProblems(scenario, observed);
  if (problems.length > 0) throw new Error(`running "${scenario.name}" uncut failed: ${problems.join('; ')}`);
  return [...reached, ...scenario.instants];
}
