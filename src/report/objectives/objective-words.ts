import type { Verdict } from '../verdict.ts';
import type { Finding } from '../finding.ts';

/** What every objective of a report has, whatever its kind. Null: not measured. */
export interface JudgedObjective {
  watch: string;
  targetMs: number;
  actualMs: number | null;
  verdict: Verdict;
  /** How it was measured, or why it was not. */
  how: string;
}

/** How one kind of objective is told to people. */
export interface ObjectiveWords<Reported> {
  /** Its own two cells in the table of objectives. */
  cells: (objective: Reported) => { withoutPeople: string; error: string };
  /** Its part of the headline; null when there is nothing to say. `worstWatch` had the outage that decides the story. */
  headline: (objectives: Reported[], worstWatch: string | null) => string | null;
  /** Its counts as a check; null: not measured. */
  counts: (objective: Reported) => Record<string, number | null>;
  findings: (objective: Reported) => Finding[];
}
