import { formatCut } from './cut.ts';
import type { CutBench } from './cut-bench.ts';
import { findProblems, isMachineTooBusy } from './find-problems.ts';
import { runDrill } from './run-drill.ts';
import type { Scenario } from './scenario.ts';

export interface CutResult {
  scenario: string;
  cut: string;
  /** What is wrong afterwards; empty: the drill came through. */
  problems: string[];
  seconds: number;
}

/** Runs one drill whose worker dies at the cut; once more when the machine was too busy to measure. */
export async function runCut(bench: CutBench, scenario: Scenario, cut: string): Promise<CutResult> {
  const startedAt = Date.now();
  const first = await findProblemsOf(bench, scenario, [cut]);
  const problems = isMachineTooBusy(first) ? await findProblemsOf(bench, scenario, [cut]) : first;
  return { scenario: scenario.name, cut, problems, seconds: Math.round((Date.now() - startedAt) / 1_000) };
}

/** Runs one drill whose worker dies at every one of the cuts, and says what is wrong afterwards. */
export async function findProblemsOf(bench: CutBench, scenario: Scenario, cuts: string[]): Promise<string[]> {
  try {
    return findProblems(scenario, (await runDrill(bench, scenario, cuts)).observed);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Runs the drill uncut, which must go well, and lists the cuts of the part that is the scenario's own. */
export async function recordCuts(bench: CutBench, scenario: Scenario): Promise<string[]> {
  const { observed, activities } = await runDrill(bench, scenario, []);
  const problems = findProblems(scenario, observed);
  if (problems.length > 0) throw new Error(`running "${scenario.name}" uncut failed: ${problems.join('; ')}`);
  const sides = activities.flatMap((activity) => [
    formatCut({ activity, side: 'before' }),
    formatCut({ activity, side: 'after' }),
  ]);
  return [...sides, ...scenario.instants];
}
