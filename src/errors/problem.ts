import { toPrintable } from './printable.ts';

/** One thing that is wrong with an input. All problems of an input are reported at once. */
export interface Problem {
  /** File name (or `parameters`, `input`), line and column counted from 1; line null when there is no text to point into. */
  where: { file: string; line: number | null; column: number | null };
  /** What is wrong: `expected X, got Y`, lowercase, no full stop. */
  what: string;
  /** What to do about it. */
  hint: string | null;
}

/** Bad input of any kind: nothing was started, nothing was changed. The CLI exits with 2, a workflow fails at once. */
export class InvalidInput extends Error {
  readonly problems: Problem[];
  constructor(problems: Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'InvalidInput';
    this.problems = problems;
  }
}

/** `file:line:column: what (HINT: ...)`. */
export function formatProblem(problem: Problem): string {
  const { file, line, column } = problem.where;
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  return toPrintable(`${place}: ${problem.what}${problem.hint === null ? '' : `\n  HINT: ${problem.hint}`}`);
}
