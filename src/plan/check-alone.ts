import type { Source } from '../document/parse-document.ts';
import { InvalidInput, type Problem } from '../errors/problem.ts';
import type { Catalog } from '../operation/contract.ts';
import { parseRunbook } from '../runbook/parse-runbook.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { salvageRunbook } from '../runbook/salvage-runbook.ts';
import { listAlternatives, type Alternative } from './alternatives.ts';
import { compilePlan } from './compile-plan.ts';
import { standInCatalog, standInEnvironment, standInKind, standInParameters } from './stand-in.ts';
import { placeKey, whenPlaces, type Conditions } from './when-places.ts';

/**
 * Everything that is wrong with a runbook wherever it runs. It is compiled for a stand-in, an environment that has what the
 * runbook names, once for each combination of what its choices and its `when`s ask for. Throws InvalidInput only when the
 * runbook is not YAML.
 */
export function checkAlone(source: Source, catalog: Catalog): Problem[] {
  const { document, value, faults, problems } = parseRunbook(source);
  const runbook = value ?? salvageRunbook(document, faults)?.value ?? null;
  if (runbook === null) return problems;
  const environment = standInEnvironment(runbook, document.value);
  const stage = {
    runbook: source,
    environment,
    catalog: standInCatalog(catalog, document.value),
    standIn: standInKind(catalog),
  };
  const found = listAlternatives(runbook).map((alternative) => {
    const parameters = { ...standInParameters(runbook), ...alternative.given };
    const all = compileProblems({ ...stage, parameters });
    const own = all.filter(({ where }) => where.file !== environment.file);
    return { ...alternative, problems: Map.groupBy(own, placeOf) };
  });
  return mergeProblems(found, whenPlaces(document)).filter((problem) => !isMissing(runbook, problem));
}

function compileProblems(
  input: Pick<
    Parameters<typeof compilePlan>[0],
    'runbook' | 'environment' | 'parameters' | 'catalog' | 'standIn'
  >,
): Problem[] {
  try {
    compilePlan({ ...input, occasion: 'drill', toolVersion: '', sha256: () => '' });
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems;
    throw error;
  }
}

interface Compiled extends Alternative {
  problems: Map<string, Problem[]>;
}

/** A mistake shows in every alternative that compiles its place: what is right in one of them depends on how a drill starts. */
function mergeProblems(found: Compiled[], places: Map<string, Conditions[]>): Problem[] {
  return [...new Set(found.flatMap(({ problems }) => [...problems.keys()]))]
    .flatMap((place) => {
      const always: Conditions = [];
      const wrong = [always, ...(places.get(place) ?? [])]
        .map((conditions) => found.filter((each) => concerns(each, { place, conditions })))
        .find((each) => each.length > 0 && each.every(({ problems }) => problems.has(place)));
      return wrong?.[0]?.problems.get(place) ?? [];
    })
    .toSorted(({ where: a }, { where: b }) => orderOf(a) - orderOf(b));
}

/** A default is judged where nothing else is given, the rest where the `when`s around it hold. */
function concerns(
  { given, values }: Alternative,
  { place, conditions }: { place: string; conditions: Conditions },
): boolean {
  if (Object.keys(given).some((name) => place.startsWith(`${name}: `))) return false;
  return conditions.every(([name, text]) => (values[name] ?? text) === text);
}

function placeOf({ where, what }: Problem): string {
  return where.line === null ? what : placeKey(where);
}

/** What has no place in the text comes last; no line is longer than a million characters. */
function orderOf({ line, column }: Problem['where']): number {
  return line === null ? Number.MAX_SAFE_INTEGER : line * 1_000_000 + (column ?? 0);
}

/** A parameter without a default gets its value when the drill starts. */
function isMissing({ parameters }: Runbook, { where, what }: Problem): boolean {
  const open = Object.entries(parameters).filter(([, parameter]) => parameter.default === undefined);
  return where.file === 'parameters' && open.some(([name]) => what.startsWith(`${name}: `));
}
