import type { Path } from '../document/mapping.ts';
import type { ParsedDocument, Source } from '../document/parse-document.ts';
import { InvalidInput, type Problem } from '../errors/problem.ts';
import type { Catalog } from '../operation/contract.ts';
import { parseRunbook } from '../runbook/parse-runbook.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { salvageRunbook } from '../runbook/salvage-runbook.ts';
import { compilePlan } from './compile-plan.ts';
import { standInCatalog, standInEnvironment, standInParameters } from './stand-in.ts';

/**
 * Everything that is wrong with a runbook wherever it runs. It is compiled for a stand-in, an environment that has what the
 * runbook names, once for each value of its choices. Throws InvalidInput only when the runbook is not YAML.
 */
export function checkAlone(source: Source, catalog: Catalog): Problem[] {
  const { document, value, faults, problems } = parseRunbook(source);
  const runbook = value ?? salvageRunbook(document, faults)?.value ?? null;
  if (runbook === null) return problems;
  const environment = standInEnvironment(runbook, document.value);
  const found = listChoices(runbook).map((choices) =>
    compileProblems({
      runbook: source,
      environment,
      parameters: { ...standInParameters(runbook), ...choices },
      catalog: standInCatalog(catalog, document.value),
    }).filter(({ where }) => where.file !== environment.file),
  );
  return mergeProblems(found, conditionalLines(document)).filter((problem) => !isMissing(runbook, problem));
}

/** One set of values for all choices, and one more for each other value of each. */
function listChoices({ parameters }: Runbook): Record<string, string>[] {
  const choices = Object.entries(parameters).flatMap(([name, { type, of, many, default: given }]) =>
    type === 'choice' && of !== undefined && !many
      ? [{ name, first: typeof given === 'string' ? given : of[0]!, of }]
      : [],
  );
  const first = Object.fromEntries(choices.map((choice) => [choice.name, choice.first]));
  const others = choices.flatMap(({ name, of }) => of.map((value) => ({ ...first, [name]: value })));
  return [first, ...others];
}

function compileProblems(
  input: Pick<Parameters<typeof compilePlan>[0], 'runbook' | 'environment' | 'parameters' | 'catalog'>,
): Problem[] {
  try {
    compilePlan({ ...input, occasion: 'drill', toolVersion: '', sha256: () => '' });
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems;
    throw error;
  }
}

/**
 * A step that its `when` leaves out is wrong wherever it is compiled. Elsewhere a mistake must show with every choice: a claim
 * about a step that only one choice runs is none.
 */
function mergeProblems(found: Problem[][], conditional: Set<number>): Problem[] {
  const places = found.map((problems) => Map.groupBy(problems, placeOf));
  const all = new Map(places.toReversed().flatMap((each) => [...each]));
  return [...all]
    .filter(([place]) => places.every((each) => each.has(place)) || isIn(conditional, all.get(place)!))
    .flatMap(([, problems]) => problems)
    .toSorted(({ where: a }, { where: b }) => orderOf(a) - orderOf(b));
}

function isIn(lines: Set<number>, problems: Problem[]): boolean {
  return problems.some(({ where }) => where.line !== null && lines.has(where.line));
}

function placeOf({ where, what }: Problem): string {
  return where.line === null ? what : `${where.line}:${where.column}`;
}

/** What has no place in the text comes last; no line is longer than a million characters. */
function orderOf({ line, column }: Problem['where']): number {
  return line === null ? Number.MAX_SAFE_INTEGER : line * 1_000_000 + (column ?? 0);
}

/** The lines of all steps that run only `when` a parameter says so. */
function conditionalLines(document: ParsedDocument): Set<number> {
  const lines = new Set<number>();
  const walk = (value: unknown, path: Path, isInside: boolean): void => {
    if (isInside) lines.add(document.locate(path, 'value').line ?? 0);
    if (typeof value !== 'object' || value === null) return;
    const isConditional = isInside || 'when' in value;
    for (const [key, inner] of Object.entries(value))
      walk(inner, [...path, Array.isArray(value) ? Number(key) : key], isConditional);
  };
  walk(document.value['steps'], ['steps'], false);
  return lines;
}

/** A parameter without a default gets its value when the drill starts. */
function isMissing({ parameters }: Runbook, { where, what }: Problem): boolean {
  const open = Object.entries(parameters).filter(([, parameter]) => parameter.default === undefined);
  return where.file === 'parameters' && open.some(([name]) => what.startsWith(`${name}: `));
}
