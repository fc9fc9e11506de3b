import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { CutResult } from './run-cut.ts';

const file = fileURLToPath(new URL('../../.drillmaster/crash-results.jsonl', import.meta.url));

const Line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cuts'), scenario: z.string(), cuts: z.array(z.string()) }),
  z.object({
    kind: z.literal('result'),
    scenario: z.string(),
    cut: z.string(),
    problems: z.array(z.string()),
    seconds: z.number(),
  }),
]);
type Line = z.infer<typeof Line>;

/** What earlier runs of the sweep found, so that an interrupted one goes on where it was. */
export interface Results {
  /** The cuts of a scenario, as its uncut run gave them. */
  findCuts(scenario: string): string[] | null;
  hasPassed(scenario: string, cut: string): boolean;
  addCuts(scenario: string, cuts: string[]): void;
  addResult(result: CutResult): void;
  /** The latest result of each cut. */
  list(): CutResult[];
}

/** Opens the results of this checkout; `fresh` forgets them first. */
export function openResults(fresh: boolean): Results {
  mkdirSync(path.dirname(file), { recursive: true });
  if (fresh) rmSync(file, { force: true });
  const lines: Line[] = existsSync(file) ? readLines() : [];
  const add = (line: Line) => {
    lines.push(line);
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
  const list = () => listLatest(lines);
  return {
    findCuts: (scenario) =>
      lines
        .flatMap((line) => (line.kind === 'cuts' && line.scenario === scenario ? [line.cuts] : []))
        .at(-1) ?? null,
    hasPassed: (scenario, cut) =>
      list().some(
        (result) => result.scenario === scenario && result.cut === cut && result.problems.length === 0,
      ),
    addCuts: (scenario, cuts) => add({ kind: 'cuts', scenario, cuts }),
    addResult: (result) => add({ kind: 'result', ...result }),
    list,
  };
}

function listLatest(lines: Line[]): CutResult[] {
  const results = lines.flatMap((line) => (line.kind === 'result' ? [line] : []));
  return [...new Map(results.map((result) => [`${result.scenario} ${result.cut}`, result])).values()];
}

/** The last line may be half written when the sweep was killed. */
function readLines(): Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        return [Line.parse(JSON.parse(text))];
      } catch {
        return [];
      }
    });
}
